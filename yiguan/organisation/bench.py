from flask import render_template

from yiguan.base.errors import Conflict
from yiguan.organisation import addresses, queries
from yiguan.settings import settings
from yiguan.web.surfaces import Pages

pages = Pages("organisation", "bench", url_prefix="/bench/units")
NO_PHONE = "这个单位的海报还不能打印：海报上要有居民打得通的电话。请系统管理员或区政协办公室在“单位”里先填好。"


@pages.get("/<unit>/poster")
def poster(unit: str) -> str:
    """The A4 poster of a station; any staff may print it. Raises Conflict while nobody's telephone stands on it."""
    found = queries.get_unit(unit)
    if not found.has_poster:
        raise Conflict(NO_PHONE, code="no_contact")
    spelt = f"{settings().base_url.split('://')[1]}/S/{found.code}"
    return render_template(
        "organisation/poster.html", unit=found, code=addresses.draw_poster(found), spelt=spelt, back="/bench/"
    )
