"""The format of a picture and its size in pixels, read from its first bytes before any decoder runs."""

import struct

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_SIZE_OF_JPEG = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = {0x00, 0x01, *range(0xD0, 0xD9)}
_MOST_SEGMENTS = 1000
_SIZE_BOX = b"\x00\x00\x00\x14ispe"


class Headless(Exception):
    """The header is incomplete or wrong."""


def format_of(data: bytes) -> str | None:
    """JPEG, PNG, WEBP or HEIF by the first bytes; the file's name is ignored."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return "HEIF" if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS else None


def size_of(format_: str, data: bytes) -> tuple[int, int]:
    """Width and height as the header says; a decoder may find others. Raises Headless."""
    try:
        return {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "HEIF": _heif}[format_](data)
    except (struct.error, IndexError, ValueError) as error:
        raise Headless from error


def _png(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise Headless
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    """From the first frame header; the segments before it are skipped by their length."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        at = data.index(b"\xff", at)
        marker = data[at + 1]
        if marker in _SIZE_OF_JPEG:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 1 if marker == 0xFF else 2 if marker in _WITHOUT_LENGTH else 2 + int.from_bytes(data[at + 2 : at + 4])
    raise Headless


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind != b"VP8 ":
        raise Headless
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _heif(data: bytes) -> tuple[int, int]:
    """The largest of the sizes: the picture is made of tiles, and has a thumbnail, each with a size of its own."""
    sizes, at = [], data.find(_SIZE_BOX)
    while at >= 0:
        sizes.append(struct.unpack_from(">II", data, at + 12))
        at = data.find(_SIZE_BOX, at + 1)
    if not sizes:
        raise Headless
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height
