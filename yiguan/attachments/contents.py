"""A file that somebody sent, checked: what is stored of it."""

from dataclasses import dataclass

from yiguan.attachments import pictures
from yiguan.attachments.formats import format_of
from yiguan.attachments.kinds import JPEG, LOCKED, PDF, FileRefused, Kind, refuse_active_pdf, title_of
from yiguan.attachments.office import kind_in
from yiguan.attachments.pictures import DECODERS, Picture

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Content:
    """`width` and `height` in pixels, 0 for a document."""

    data: bytes
    kind: Kind
    title: str
    width: int = 0
    height: int = 0


def of_picture(picture: Picture, title: str = "") -> Content:
    return Content(picture.data, JPEG, title, picture.width, picture.height)


def of_file(data: bytes, name: str) -> Content:
    """Raises FileRefused, PictureRefused, Crowded. A picture is drawn anew, which is slow."""
    if format_of(data):
        pictures.check(data)
        with DECODERS.taken() as slot:
            return of_picture(pictures.normalise(data, slot), title_of(name, JPEG))
    kind = _document(data)
    return Content(data, kind, title_of(name, kind))


def _document(data: bytes) -> Kind:
    if data.startswith(b"%PDF-"):
        refuse_active_pdf(data)
        return PDF
    if data.startswith(OLD_OFFICE) and ENCRYPTED in data:
        raise FileRefused(LOCKED, code="file_locked")
    if not data.startswith(b"PK\x03\x04"):
        raise FileRefused
    return kind_in(data)
