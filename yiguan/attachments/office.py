"""What an Office file is, read from its directory and its list of contents; nothing of it is opened."""

from io import BytesIO
from zipfile import ZipFile, ZipInfo

from yiguan.attachments.kinds import ACTIVE, BROKEN, DOCX, LOCKED, XLSX, FileRefused, Kind

MOST_PARTS = 3000
MOST_UNZIPPED = 200_000_000
MOST_READ = 1_000_000
CONTENTS = "[Content_Types].xml"
MAIN = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
RUNS = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "activex/", "oleobject", "embeddings/")
"""In the names of parts that hold macros, controls or other programs' objects."""
LOCKED_BIT = 0x1


def kind_in(data: bytes) -> Kind:
    """Raises FileRefused for an archive that is no such file, is locked, or holds what can run."""
    try:
        with ZipFile(BytesIO(data)) as book:
            parts = book.infolist()
            _refuse_parts(parts)
            types = _read(book, CONTENTS)
            links = b"".join(
                _read(book, part.filename) for part in parts if part.filename.endswith("settings.xml.rels")
            )
    except FileRefused:
        raise
    except Exception as fault:  # a broken archive may raise anything
        raise FileRefused(BROKEN, code="file_broken") from fault
    if b"macroEnabled" in types or b"External" in links:
        raise FileRefused(ACTIVE, code="file_active")
    found = [kind for words, kind in MAIN.items() if words in types]
    if len(found) != 1:
        raise FileRefused
    return found[0]


def _refuse_parts(parts: list[ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & LOCKED_BIT for part in parts):
        raise FileRefused(LOCKED, code="file_locked")
    if any(word in name for word in RUNS for name in names):
        raise FileRefused(ACTIVE, code="file_active")
    heavy = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNZIPPED
    if heavy or len(set(names)) < len(names):  # of two parts with one name each program reads another
        raise FileRefused(BROKEN, code="file_broken")


def _read(book: ZipFile, name: str) -> bytes:
    with book.open(name) as part:
        return part.read(MOST_READ)
