from flask import render_template

from yiguan.organisation import addresses, queries
from yiguan.settings import settings
from yiguan.web.surfaces import Pages

pages = Pages("organisation", "bench", url_prefix="/bench/units")


@pages.get("/<unit>/poster")
def poster(unit: str) -> str:
    """The A4 poster of a station; any staff may print it."""
    found = queries.get_unit(unit)
    spelt = f"{settings().base_url.split('://')[1]}/S/{found.code}"
    return render_template(
        "organisation/poster.html", unit=found, code=addresses.draw_poster(found), spelt=spelt, back="/bench/"
    )
