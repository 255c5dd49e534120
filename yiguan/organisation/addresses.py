"""The addresses printed on a unit's posters: short, in capitals if the host allows it, never changed."""

from yiguan.base import qr
from yiguan.organisation.models import Unit
from yiguan.settings import settings


def poster_url(unit: Unit) -> str:
    """`HTTPS://HOST/S/XF`: capitals need a third fewer modules, so old cameras read it from farther away (AP-03)."""
    url = f"{settings().base_url}/S/{unit.code}"
    return url.upper() if settings().capital_codes else url


def draw_poster(unit: Unit) -> qr.Drawing:
    return qr.draw(poster_url(unit))
