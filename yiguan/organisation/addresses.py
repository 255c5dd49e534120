"""The addresses printed on a unit's posters: short, in capitals where the host allows it, good for ever."""

from flask import current_app

from yiguan.kernel import qr
from yiguan.organisation.models import Unit


def poster_url(unit: Unit) -> str:
    """`HTTPS://HOST/S/XF`: capitals need a third fewer modules: old cameras read it from farther (AP-03)."""
    settings = current_app.extensions["settings"]
    url = f"{settings.base_url}/S/{unit.code}"
    return url.upper() if settings.capital_codes else url


def draw_poster(unit: Unit) -> qr.Drawing:
    return qr.draw(poster_url(unit))
