"""Residents' pictures, decoded and encoded again, which removes location, other metadata and malicious content.

Cheap checks come first; the decoder then runs in a process of its own, few at a time on the whole host (decision 0036).
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from yiguan.attachments import drawing
from yiguan.attachments.formats import Headless, format_of, size_of
from yiguan.base.errors import Crowded, Invalid
from yiguan.store.slots import Slot, Slots

MAX_BYTES = 10 * 1024 * 1024
LONG_SIDE = 1600
PATIENCE_S = 20
"""Longer than the decoder's limit of computing time: on a busy host it is waited for."""
FULL = "现在传照片的人多，照片没有收下。您填的内容都还在，请过几秒重新选照片再提交，或者不附照片直接提交。"
DECODERS = Slots("pictures", 2, here=4, wait_s=3.0, full=FULL)
_COMMAND = (sys.executable, "-I", str(Path(drawing.__file__)))


class PictureRefused(Invalid):
    """The picture cannot be accepted; the rest of the form is kept."""

    code = "picture_broken"
    message = "这张照片打不开，可能没有传完整，没有收下。您填的内容都还在，请重新选一张，或者不附照片直接提交。"


@dataclass(frozen=True)
class Picture:
    """A JPEG without metadata; sizes in pixels."""

    data: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


def check(data: bytes) -> str:
    """The format, by the first bytes and in microseconds. Raises PictureRefused, also for a size beyond the limit."""
    if len(data) > MAX_BYTES:
        raise PictureRefused(
            "这张照片超过 10 MB,没有收下。您填的内容都还在，请换一张小一点的，或者不附照片直接提交。",
            code="picture_too_large",
        )
    format_ = format_of(data)
    if format_ is None:
        raise PictureRefused(
            "这个文件不是能收的照片，没有收下。您填的内容都还在，请用手机拍一张，或从相册里选一张。",
            code="picture_unknown",
        )
    try:
        width, height = size_of(format_, data)
    except Headless as error:
        raise PictureRefused from error
    if width * height > drawing.MAX_PIXELS:
        raise _too_many_pixels()
    return format_


def normalise(data: bytes, slot: Slot) -> Picture:
    """The upright picture, at most 1600 pixels long, as a new JPEG (security.md 11), in a place of DECODERS.

    Slow (a 12-megapixel HEIC: 0.7 s), so no transaction may be open. Raises PictureRefused, Crowded.
    """
    drawn = _draw(check(data), data, slot)
    width, height = size_of("JPEG", drawn)
    return Picture(drawn, width, height)


def _draw(format_: str, data: bytes, slot: Slot) -> bytes:
    """The decoder inherits the place, which stays taken if this process is killed, and nothing of our environment."""
    command = [*_COMMAND, format_, str(LONG_SIDE)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, input=data, capture_output=True, timeout=PATIENCE_S, pass_fds=(slot,), env={}
        )
    except subprocess.TimeoutExpired as slow:
        raise Crowded(FULL) from slow
    if done.returncode == drawing.TOO_MANY_PIXELS:
        raise _too_many_pixels()
    if done.returncode:
        raise PictureRefused
    return done.stdout


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(
        "这张照片的尺寸太大(超过 4000 万像素),没有收下。您填的内容都还在，请换一张普通照片，或者发它的截图。",
        code="picture_too_many_pixels",
    )
