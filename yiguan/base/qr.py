"""QR codes as one SVG path: sharp in print, no picture file."""

from dataclasses import dataclass
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

MODULE = 10
"""The library's box size at which one module is one unit of the path."""


@dataclass(frozen=True)
class Drawing:
    """`path` is the d of one SVG path; `size` the side of its view box."""

    path: str
    size: int
    text: str


@lru_cache(maxsize=256)
def draw(text: str) -> Drawing:
    """The code for this text; the library uses the shorter alphanumeric mode for capitals and digits."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, box_size=MODULE, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    return Drawing(code.make_image().path.get("d"), code.modules_count, text)
