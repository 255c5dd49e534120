"""Residents' pictures, decoded and encoded again, which removes location, other metadata and malicious content."""

from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

from pi_heif import register_heif_opener
from PIL import Image, ImageOps

from yiguan.base.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONG_SIDE = 1600
THUMBNAIL_SIDE = 320
_QUALITY = 82
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

_DECODERS = BoundedSemaphore(2)  # a decoded PNG of 40 megapixels takes 160 MB

register_heif_opener(thumbnails=False, decode_threads=1)


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


def normalise(data: bytes) -> Picture:
    """The upright picture, at most 1600 pixels long, as a new JPEG (security.md 11). Raises PictureRefused.

    Slow (a 12-megapixel HEIC: 0.7 s): call it before the first statement of the transaction.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(
            "这张照片超过 10 MB,没有收下。您填的内容都还在，请换一张小一点的，或者不附照片直接提交。",
            code="picture_too_large",
        )
    return _redraw(data, LONG_SIDE)


def thumbnail(data: bytes) -> Picture:
    """A thumbnail, at most 320 pixels long, of a picture from `normalise`."""
    return _redraw(data, THUMBNAIL_SIDE)


def _redraw(data: bytes, side: int) -> Picture:
    format_ = _format_of(data)
    try:
        with _DECODERS, Image.open(BytesIO(data), formats=[format_]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise _too_many_pixels()
            picture.draft("RGB", (side, side))  # lets a JPEG decode at a fraction of its size
            return _as_jpeg(picture, side)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # on broken bytes a decoder may raise anything
        raise PictureRefused from error


def _format_of(data: bytes) -> str:
    """The format by the first bytes, before any decoder runs; the file's name is ignored."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise PictureRefused(
        "这个文件不是能收的照片，没有收下。您填的内容都还在，请用手机拍一张，或从相册里选一张。",
        code="picture_unknown",
    )


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(
        "这张照片的尺寸太大(超过 4000 万像素),没有收下。您填的内容都还在，请换一张普通照片，或者发它的截图。",
        code="picture_too_many_pixels",
    )


def _as_jpeg(picture: Image.Image, side: int) -> Picture:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    paper = Image.new("RGB", upright.size, "white")  # a new image has no comment, EXIF or colour profile
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        paper.paste(upright, mask=upright)
    else:
        paper.paste(upright.convert("RGB"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Picture(out.getvalue(), *paper.size)
