"""Files of the kinds that people send, made for tests."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

from yiguan.attachments.contents import Content, of_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
NOTHING: Mapping[str, bytes] = {}


def a_pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + inside + b" >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def a_packed_pdf(inside: bytes) -> bytes:
    """The words stand in a compressed object stream."""
    packed = zlib.compress(inside)
    return a_pdf(b">>\nendobj\n2 0 obj\n<< /Type /ObjStm >>\nstream\n" + packed + b"\nendstream\nendobj\n<<")


def an_office_file(main: str = WORD, more: Mapping[str, bytes] = NOTHING) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as book:
        book.writestr("[Content_Types].xml", f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>')
        book.writestr("main.xml", b"<document/>")
        for name, data in more.items():
            book.writestr(name, data)
    return out.getvalue()


def a_content(title: str = "方案.pdf") -> Content:
    return of_file(a_pdf(), title)
