"""Draws one picture anew, in a process of its own: `python -I drawing.py FORMAT SIDE <picture >jpeg`.

Whoever sends a picture chooses what the decoders do here. This process therefore knows nothing of the product, writes
no file, and ends at its limits of memory and time. pictures.py starts it.
"""

import os
import resource
import sys
from contextlib import suppress
from io import BytesIO

from pi_heif import register_heif_opener
from PIL import Image, ImageOps, WebPImagePlugin

MAX_PIXELS = 40_000_000
TOO_MANY_PIXELS = 3
"""The exit code for a picture with more pixels than its header said."""
MEMORY = 1024**3
CPU_S = 6
"""Seconds. The slowest honest pictures take two; a JPEG of 10 MB can be made that would take minutes."""
LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: CPU_S,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
NICENESS = 10
"""Below the server, which answers others meanwhile."""
QUALITY = 82
FORMATS = ("JPEG", "PNG", WebPImagePlugin.WebPImageFile.format, "HEIF")
"""Naming the plugin here registers it; otherwise Pillow would import all that it has."""


def main(format_: str, side: int) -> int:
    os.nice(NICENESS)
    for limit, most in LIMITS.items():
        with suppress(ValueError):  # macOS has no limit of memory
            resource.setrlimit(limit, (most, most))
    register_heif_opener(thumbnails=False, decode_threads=1)
    with Image.open(BytesIO(sys.stdin.buffer.read()), formats=[format_]) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            return TOO_MANY_PIXELS
        picture.draft("RGB", (side, side))  # lets a JPEG decode at a fraction of its size
        sys.stdout.buffer.write(_as_jpeg(picture, side))
    return 0


def _as_jpeg(picture: Image.Image, side: int) -> bytes:
    """Upright, at most `side` pixels long; shrunk before it is turned, since each step copies the whole picture."""
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(picture)
    paper = Image.new("RGB", upright.size, "white")  # a new image has no comment, EXIF or colour profile
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        paper.paste(upright, mask=upright)
    else:
        paper.paste(upright.convert("RGB"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
