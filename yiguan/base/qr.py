"""QR codes as one SVG path: small, sharp in print, no picture file."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from segno.utils import matrix_to_lines  # type: ignore[attr-defined]  # its stub forgets it


@dataclass(frozen=True)
class Drawing:
    """`path` is the d of one SVG path; `size` the side of its view box."""

    path: str
    size: int
    text: str


@lru_cache(maxsize=256)
def draw(text: str) -> Drawing:
    """The code for this text; capitals and digits take the shorter alphanumeric mode by themselves."""
    code = segno.make_qr(text, error="m", boost_error=False)
    runs = [(x, y, end - x) for (x, y), (end, _) in matrix_to_lines(code.matrix, 0, 0)]
    path = "".join(f"M{x} {y}h{long}v1h-{long}z" for x, y, long in runs)
    return Drawing(path, len(code.matrix), text)
