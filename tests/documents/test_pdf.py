"""The PDF is opened and measured (GB/T 9704-2012)."""

from datetime import date

import pytest
import typst

from tests.factories.papers import SENDER, a_full_paper, a_list, a_paper
from tests.measuring import fonts_of, full_lines, lines_of, pages_of, pieces_of
from tests.sampling import sample
from yiguan.base.errors import Conflict
from yiguan.documents import pdf, typefaces
from yiguan.documents.paper import Heading, Paper, Paragraph, Table
from yiguan.documents.states import Layout

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, (297 - 37) * MM, 35 * MM
HOSTILE = ["#set page(width: 1pt) $x$ \\ \"'", "\x00\x1f\ufffe\ud800", "x" * 500, "😀𠮷\u202e", "</w:p>]]>", ""]


def sizes(page, text):
    return {round(piece.size, 2) for piece in pieces_of(page) if piece.text == text}


@pytest.mark.row("MN-07")
@pytest.mark.walk
@pytest.mark.parametrize("seed", sample(range(200), of=60))
def test_a_paper_is_a4_with_its_fonts_inside_and_its_text_within_the_margins(seed):
    paper = a_paper(seed)
    pages = pages_of(pdf.write(paper))
    assert {tuple(round(float(edge) / MM) for edge in page.mediabox[2:]) for page in pages} == {(210, 297)}
    fonts = [font for page in pages for font in fonts_of(page)]
    assert fonts
    assert all(embedded for _, embedded in fonts)
    pieces = [piece for page in pages for piece in pieces_of(page)]
    assert paper.title in "".join(piece.text for piece in pieces)
    assert all(LEFT - 1 <= piece.x < RIGHT for piece in pieces if round(piece.size, 2) == 15.79)


@pytest.mark.row("MN-07")
def test_a_full_page_has_22_lines_of_28_characters():
    pages = pages_of(pdf.write(a_full_paper(3)))
    assert [len(line) for line in full_lines(pages[1])] == [28] * 22
    places = [piece for piece in pieces_of(pages[1]) if piece.text.startswith("议")]
    assert (round(max(p.y for p in places) < TOP), min(p.y for p in places) > BOTTOM) == (True, True)


@pytest.mark.row("MN-07")
def test_title_body_and_numbers_of_pages_have_their_sizes():
    pages = pages_of(pdf.write(a_full_paper(2)))
    assert sizes(pages[0], "关于计数的建议") == {22}
    assert {round(p.size, 2) for p in pieces_of(pages[0]) if p.text.startswith("议")} == {15.79}
    numbers = [next(p for p in pieces_of(page) if "—" in p.text) for page in pages]
    assert {p.size for p in numbers} == {14}
    assert (numbers[0].x > RIGHT - 30 * MM, numbers[1].x < LEFT + 10 * MM) == (True, True)


@pytest.mark.row("MN-07")
def test_a_letter_has_its_class_at_the_top_right_and_no_number_on_its_first_page():
    letter = Paper(Layout.LETTER, "区住建局", "关于电梯的答复", "政协委员会", mark="B", blocks=(Paragraph("议" * 900),))
    pages = pages_of(pdf.write(letter))
    mark = next(piece for piece in pieces_of(pages[0]) if piece.text == "B")
    assert (mark.y > TOP, RIGHT - 20 < mark.x < RIGHT) == (True, True)
    assert ["—" in "".join(lines_of(page)) for page in pages] == [False, True]


def test_an_unsigned_paper_says_so_and_levels_are_numbered():
    blocks = tuple(Heading(level, "事项") for level in (1, 2, 3, 4, 4, 1))
    text = "".join(lines_of(pages_of(pdf.write(Paper(Layout.OFFICIAL, SENDER, "建议", blocks=blocks)))[0]))
    numbers = ("一、事项", "（一）事项", "1.事项", "（1）事项", "（2）事项", "二、事项")
    places = [text.index(words) for words in ("（未签发，仅供核对）", *numbers)]
    assert places == sorted(places)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_gives_a_file_and_none_of_it_is_run(text):
    blocks = (Heading(1, text), Paragraph(text, "问题："), Table(((text, text),), (1, 9), (text, "乙"), 5))
    paper = Paper(Layout.LETTER, text, text, text, mark=text, blocks=blocks, notes=(text,), copies=(text,))
    pages = pages_of(pdf.write(paper))
    assert {round(float(page.mediabox.width)) for page in pages} == {595}
    pieces = [piece for page in pages for piece in pieces_of(page)]
    assert all(piece.x < 210 * MM for piece in pieces)


@pytest.mark.parametrize("length", range(19, 70, 5))
def test_the_lines_of_a_title_are_of_nearly_one_length(length):
    title = "议" * length
    page = pages_of(pdf.write(Paper(Layout.OFFICIAL, SENDER, title)))[0]
    lengths = [len(piece.text) for piece in pieces_of(page) if piece.size == 22]
    assert sum(lengths) == length
    assert max(lengths) - min(lengths) <= len(lengths)


@pytest.mark.parametrize("length", range(8, 14))
def test_sender_and_date_never_stand_on_a_page_alone(length):
    blocks = tuple(Paragraph("议" * 20) for _ in range(length))
    paper = Paper(Layout.OFFICIAL, SENDER, "建议", "区住建局", "1号", date(2026, 1, 1), blocks=blocks)
    for page in pages_of(pdf.write(paper)):
        told = lines_of(page)
        assert SENDER not in told[:1] or len(told) > 4


def test_two_thousand_rows_repeat_their_head():
    pages = pages_of(pdf.write(a_list(2000)))[1:]
    assert all("序号事项主办协办" in "".join(lines_of(page)) for page in pages)
    assert "2000" in "".join(lines_of(pages[-1]))


def test_where_no_chinese_font_is_installed_a_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf, "fonts_of", lambda folder: typst.Fonts(include_system_fonts=False))
    with pytest.raises(Conflict) as refused:
        pdf.write(a_full_paper(1))
    assert refused.value.code == "no_font"
    assert all(words in refused.value.message for words in ("Word 文档", "fonts-noto-cjk"))


def test_official_faces_come_first_and_only_stand_ins_are_remarked():
    noto = ("Noto Serif CJK SC", "Noto Sans CJK SC")
    official = {names[-1] for names in typefaces.OFFICIAL.values()}
    chosen = typefaces.chosen_of({*official, *noto})
    assert (set(chosen.values()), typefaces.are_official(chosen)) == (official, True)
    stood_in = typefaces.chosen_of(noto)
    assert (stood_in["body"], stood_in["hei"], typefaces.are_official(stood_in)) == (*noto, False)
    assert typefaces.chosen_of(("DejaVu Sans",)) == {}
