"""The addresses printed on a unit's posters: short, in capitals if the host allows it, never changed."""

from yiguan.base import qr
from yiguan.organisation.models import Unit
from yiguan.settings import settings


def poster_url(unit: Unit) -> str:
    """`HTTPS://HOST/S/XF`, which old cameras read from farther away than one in small letters."""
    return settings().printed_address(f"/S/{unit.code}")


def draw_poster(unit: Unit) -> qr.Drawing:
    return qr.draw(poster_url(unit))
