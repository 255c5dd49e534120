"""Official papers as files: docx to be edited, PDF to be read and printed (GB/T 9704-2012)."""

from yiguan.documents import docx, pdf
from yiguan.documents.paper import Paper
from yiguan.settings import settings

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
FILES = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in FORMATS.values()}
"""The answer with a paper, as OpenAPI describes it."""


def write(kind: str, paper: Paper) -> bytes:
    """The file's bytes; `kind` is a key of FORMATS. Raises Conflict for a PDF where no Chinese font is installed."""
    return docx.write(paper) if kind == "docx" else pdf.write(paper, folder=settings().fonts)
