"""Which kind of document a file is, by its content, never by its name; what can run or is locked is refused."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from yiguan.base.errors import Invalid
from yiguan.base.text import clean, stem_of

MOST_INFLATED = 20_000_000
UNKNOWN = (
    "这种文件收不了，没有收下。能收 PDF、Word(docx)、Excel(xlsx)和照片；老格式请另存成 docx、xlsx 或 PDF 再选一次。"
)
BROKEN = "这个文件打不开，可能没有传完整，没有收下。请在电脑上打开看看，另存一份再选一次。"
LOCKED = "这个文件加了密码，别人打不开，没有收下。请去掉密码，另存一份再选一次。"
ACTIVE = "这个文件里有宏或者能自己运行的内容，没有收下。请另存成不带宏的 docx、xlsx，或者打印成 PDF 再选一次。"
_BEGINS, _ENDS = re.compile(rb"stream\r?\n"), b"endstream"
_NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")


class FileRefused(Invalid):
    """The file cannot be accepted."""

    code = "file_unknown"
    message = UNKNOWN


@dataclass(frozen=True)
class Kind:
    """A kind of file that is stored; `suffix` is like ".pdf"."""

    label: str
    suffix: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("PDF", ".pdf", "application/pdf")
DOCX = Kind("Word", ".docx", f"{_OFFICE}wordprocessingml.document")
XLSX = Kind("Excel", ".xlsx", f"{_OFFICE}spreadsheetml.sheet")
JPEG = Kind("照片", ".jpg", "image/jpeg")
KINDS = (PDF, DOCX, XLSX, JPEG)
FILES = {kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS}
"""The answer with a file, as OpenAPI describes it."""


def title_of(sent: str, kind: Kind) -> str:
    """The name as it is shown and saved: without folders, invisible characters and what file systems refuse, ending as
    the content says.
    """
    last = clean(re.split(r"[/\\]", sent)[-1], lines=False)
    stem = last.rpartition(".")[0] or last
    return (stem_of(stem) or "材料") + kind.suffix


def refuse_active_pdf(data: bytes) -> None:
    """Raises FileRefused for a PDF that is locked, runs something, or carries other files.

    It reads names, outside streams and in object streams; whoever hides them better meets the scanner.
    """
    for part in _structure(data):
        names = _NUMBERED.sub(lambda found: bytes.fromhex(found[1].decode()), part)
        if b"/Encrypt" in names:
            raise FileRefused(LOCKED, code="file_locked")
        if _RUNS.search(names):
            raise FileRefused(ACTIVE, code="file_active")
    if b"%%EOF" not in data[-2048:]:
        raise FileRefused(BROKEN, code="file_broken")


def _structure(data: bytes) -> Iterator[bytes]:
    """What stands outside streams, and in object streams; in one pass, whatever the file pretends."""
    at, left = 0, MOST_INFLATED
    while stream := _BEGINS.search(data, at):
        end = data.find(_ENDS, stream.end())
        if end < 0:
            break
        head = data[at : stream.start()]
        yield head
        if b"/ObjStm" in head[-1000:]:
            objects = _inflated(data[stream.end() : end], left)
            left -= len(objects)
            yield objects
        at = end + len(_ENDS)
    yield data[at:]


def _inflated(data: bytes, most: int) -> bytes:
    """Raises FileRefused for more than `most` bytes."""
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(data, max(most, 1))
    except zlib.error:
        return data
    if inflating.unconsumed_tail:
        raise FileRefused(BROKEN, code="file_broken")
    return found
