"""QR codes as one SVG path: small, sharp in print, no picture file."""

from dataclasses import dataclass
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True)
class Drawing:
    """`path` is the d of one SVG path; `size` the side of its view box."""

    path: str
    size: int
    text: str


@lru_cache(maxsize=256)
def draw(text: str) -> Drawing:
    """The code for this text; capitals and digits take the shorter alphanumeric mode by themselves."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return Drawing("".join(_row(y, row) for y, row in enumerate(rows)), len(rows), text)


def _row(y: int, row: list[bool]) -> str:
    """Runs of dark modules as rectangles of height one."""
    parts, x = [], 0
    while x < len(row):
        run = 0
        while x + run < len(row) and row[x + run]:
            run += 1
        if run:
            parts.append(f"M{x} {y}h{run}v1h-{run}z")
        x += run or 1
    return "".join(parts)
