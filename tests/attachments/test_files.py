"""Documents by their content: what is taken, what is refused, and under which name."""

import struct
import time
from contextlib import suppress
from io import BytesIO

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.factories.attachments import EXCEL, WORD, a_packed_pdf, a_pdf, an_office_file
from tests.sampling import times
from yiguan.attachments.contents import ENCRYPTED, OLD_OFFICE, of_file
from yiguan.attachments.formats import format_of
from yiguan.attachments.kinds import DOCX, KINDS, PDF, XLSX, FileRefused, title_of
from yiguan.attachments.pictures import PictureRefused

MACROS = WORD.replace(
    "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
)
TEMPLATE = b'<Relationship Type="attachedTemplate" Target="http://example.invalid/x.dotm" TargetMode="External"/>'


def locked_zip():
    """The flag of a locked part, in the part's own header and in the directory."""
    data = bytearray(an_office_file())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(mark) + at, 1)
    return bytes(data)


def twice_named():
    return an_office_file(more={"main.XML": b"<other/>"})


REFUSED = {
    "a program": (b"MZ" + b"x" * 100, "file_unknown"),
    "a web page": (b"<html><script>alert(1)</script>", "file_unknown"),
    "old Word": (OLD_OFFICE + b"x" * 600, "file_unknown"),
    "a locked docx": (OLD_OFFICE + ENCRYPTED, "file_locked"),
    "a locked archive": (locked_zip(), "file_locked"),
    "an archive": (an_office_file(main="text/plain"), "file_unknown"),
    "a broken docx": (an_office_file()[:90], "file_broken"),
    "one name twice": (twice_named(), "file_broken"),
    "macros by type": (an_office_file(main=MACROS), "file_active"),
    "macros by part": (an_office_file(more={"word/vbaProject.bin": b"x"}), "file_active"),
    "old macros": (an_office_file(EXCEL, {"xl/macrosheets/sheet1.xml": b"x"}), "file_active"),
    "a control": (an_office_file(more={"word/activeX/activeX1.bin": b"x"}), "file_active"),
    "a program inside": (an_office_file(more={"word/embeddings/oleObject1.bin": b"x"}), "file_active"),
    "a template elsewhere": (an_office_file(more={"word/_rels/settings.xml.rels": TEMPLATE}), "file_active"),
    "a locked PDF": (a_pdf(b"/Encrypt 5 0 R"), "file_locked"),
    "a script": (a_pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "file_active"),
    "a script spelt in numbers": (a_pdf(b"/OpenAction << /S /J#61vaScript >>"), "file_active"),
    "a script in a packed part": (a_packed_pdf(b"<< /S /JavaScript /JS (x) >>"), "file_active"),
    "a program to start": (a_pdf(b"/A << /S /Launch /F (cmd.exe) >>"), "file_active"),
    "a cut PDF": (a_pdf()[:60], "file_broken"),
    "a bomb": (a_packed_pdf(b"0" * 30_000_000), "file_broken"),
}


def a_book():
    out = BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["议题", "户数"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("data", "kind"), [(a_pdf(), PDF), (an_office_file(), DOCX), (a_book(), XLSX)])
def test_a_document_is_known_by_its_content_and_stays_as_it_is(data, kind):
    content = of_file(data, "附件一.exe")
    assert (content.kind, content.data, content.title) == (kind, data, f"附件一{kind.suffix}")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_locked_or_runs_or_is_something_else_is_refused_whatever_its_name(name):
    data, code = REFUSED[name]
    with pytest.raises(FileRefused) as refused:
        of_file(data, "会议材料.pdf")
    assert refused.value.code == code
    assert "没有收下" in refused.value.message


@pytest.mark.parametrize("unit", [b"stream\n", b"stream\nendstream ", b"#41", b"/Encryp", b"<< /ObjStm >> stream\nx"])
def test_a_file_made_to_be_slow_is_looked_at_in_one_pass(unit):
    data = a_pdf(unit * (5_000_000 // len(unit)))
    began = time.perf_counter()
    with suppress(FileRefused):
        of_file(data, "a.pdf")
    assert time.perf_counter() - began < 5


def test_a_text_about_javascript_is_no_script():
    assert of_file(a_pdf(b">>\nstream\n/JS (x)\nendstream\n<< /JSON 1"), "a.pdf").kind is PDF


def test_a_picture_is_drawn_anew(app):
    out = BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    content = of_file(out.getvalue(), "现场.PNG")
    assert (content.title, content.kind.media_type, content.width) == ("现场.jpg", "image/jpeg", 60)
    with pytest.raises(PictureRefused):
        of_file(out.getvalue()[:40], "现场.png")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (r"C:\用户\方案.docx", "方案.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("方案.pdf.exe", "方案.pdf.pdf"),
        ("方案\u202efdp.exe", "方案fdp.pdf"),
        ('a<b>:"c|?*.pdf', "abc.pdf"),
        ("..", "材料.pdf"),
        ("", "材料.pdf"),
        ("\r\nSet-Cookie: x=1.pdf", "Set-Cookie x=1.pdf"),
        ("长" * 300 + ".pdf", "长" * 80 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_misleads(sent, shown):
    assert title_of(sent, PDF) == shown


@settings(max_examples=times(200))
@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", OLD_OFFICE]))
def test_any_bytes_are_taken_or_refused_with_a_sentence(data, beginning):
    assume(format_of(beginning + data) is None)
    with suppress(FileRefused):
        assert of_file(beginning + data, "x").kind in KINDS
