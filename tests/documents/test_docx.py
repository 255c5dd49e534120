"""The docx is opened and measured (GB/T 9704-2012)."""

import io
import time
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.factories.papers import SENDER, a_full_paper, a_list, a_paper
from yiguan.documents import docx
from yiguan.documents.paper import Annex, Heading, Paper, Paragraph, Table
from yiguan.documents.states import Layout

SEEDS = range(200)
NUMERALS = ("", *"一二三四五六七八九")
LOOKS = {
    "标题": ("方正小标宋简体", 22),
    "附件标题": ("方正小标宋简体", 22),
    "主送机关": ("仿宋_GB2312", 16),
    "正文": ("仿宋_GB2312", 16),
    "一级标题": ("黑体", 16),
    "二级标题": ("楷体_GB2312", 16),
    "三级标题": ("仿宋_GB2312", 16),
    "四级标题": ("仿宋_GB2312", 16),
    "成文日期": ("仿宋_GB2312", 16),
    "附注": ("仿宋_GB2312", 14),
    "附件": ("黑体", 16),
}


def opened(paper):
    return Document(io.BytesIO(docx.write(paper)))


def lines(document):
    """(style, text) of every paragraph outside tables, read from the XML, which is ten times as fast."""
    names = {style.style_id: style.name for style in document.styles}
    for paragraph in document.element.body.findall(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
        yield names[style], "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def look_of(style):
    fonts = style.element.rPr.rFonts.get(qn("w:eastAsia"))
    return fonts, style.font.size.pt, style.paragraph_format.line_spacing.pt


def numbered(told):
    """The number each heading must have, counted anew, beside its text."""
    counted = [0, 0, 0, 0]
    for style, text in told:
        if style == "附件":
            counted = [0, 0, 0, 0]
        if style.endswith("级标题"):
            level = "一二三四".index(style[0])
            counted = [*counted[:level], counted[level] + 1, *[0] * (3 - level)]
            n = counted[level]
            chinese = "十" * (n // 10) + NUMERALS[n % 10]
            yield (f"{chinese}、", f"（{chinese}）", f"{n}.", f"（{n}）")[level], text


@pytest.mark.row("MN-07")
@pytest.mark.row("N17")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_paper_has_the_measures_of_the_standard(seed):
    document = opened(a_paper(seed))
    page = document.sections[0]
    millimetres = [round(length.mm) for length in (page.page_width, page.page_height, page.top_margin)]
    assert millimetres == [210, 297, 37]
    assert [round(edge.mm) for edge in (page.left_margin, page.right_margin, page.bottom_margin)] == [28, 26, 35]
    grid = page._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    told = list(lines(document))
    for name in {style for style, _ in told} & set(LOOKS):
        assert look_of(document.styles[name]) == (*LOOKS[name], 28.95)
    assert [(number, text) for number, text in numbered(told) if not text.startswith(number)] == []


@pytest.mark.row("MN-07")
@pytest.mark.parametrize("layout", list(Layout))
def test_pages_are_numbered_at_the_outer_edge(layout):
    document = opened(replace(a_full_paper(3), layout=layout))
    page = document.sections[0]
    for foot, edge in ((page.footer, "right"), (page.even_page_footer, "left")):
        xml = foot._element.xml
        assert "".join(text.text for text in foot._element.iter(qn("w:t"))) == "— 1 —"
        assert '<w:fldSimple w:instr=" PAGE ">' in xml
        assert f'<w:jc w:val="{edge}"/>' in xml
        assert ('<w:sz w:val="28"/>' in xml, 'w:eastAsia="宋体"' in xml) == (True, True)
    assert document.settings.odd_and_even_pages_header_footer
    assert page.different_first_page_header_footer == (layout is Layout.LETTER)


@pytest.mark.row("MN-07")
def test_a_letter_has_its_class_and_its_sender_above_the_text_and_no_number_on_its_first_page():
    letter = Paper(Layout.LETTER, "区住建局", "关于电梯的答复", "政协委员会", number="铜住建函〔2026〕2号", mark="B")
    document = opened(letter)
    above, below = document.sections[0].first_page_header, document.sections[0].first_page_footer
    assert [(p.text, p.style.name) for p in above.paragraphs] == [("B", "类别"), ("区住建局", "发文机关标志")]
    assert above.paragraphs[0].style.paragraph_format.alignment.name == "RIGHT"
    assert "PAGE" not in below._element.xml
    assert "区住建局" in [p.text for p in document.paragraphs if p.style.name == "发文机关署名"]
    assert document.paragraphs[0].text == "铜住建函〔2026〕2号"


def test_without_number_and_date_it_says_that_it_is_not_signed():
    texts = [p.text for p in opened(Paper(Layout.OFFICIAL, SENDER, "关于电梯的建议")).paragraphs]
    assert texts == [SENDER, "（未签发，仅供核对）", "关于电梯的建议", SENDER]


def test_enclosures_are_listed_and_bound_in_on_pages_of_their_own():
    table = Table((("1", "井巷新村"),), (1, 4), ("序号", "地点"))
    document = opened(
        Paper(Layout.OFFICIAL, SENDER, "通知", annexes=(Annex("清单", (table, Heading(1, "说明"))), Annex("照片")))
    )
    texts = [p.text for p in document.paragraphs if p.text]
    assert texts[3:] == ["附件：1.清单", "2.照片", SENDER, "附件1", "清单", "一、说明"]
    first = next(p for p in document.paragraphs if p.text == "附件1")
    assert first.style.element.find(qn("w:pPr")).find(qn("w:pageBreakBefore")) is not None
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["序号", "地点"],
        ["1", "井巷新村"],
    ]


HOSTILE = [
    "<w:p/>&amp;]]>", "\x00\x08\x0b\x1f\ufffe\ud800", "", " \n\n ", "x" * 20_000, "议" * 20_000, "😀𠮷\u202e\u0301",
    "#set page(width: 1pt) $x$ \\ \"'", "\t{{ 7*7 }}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_gives_a_file_that_opens_with_that_text(text):
    blocks = (Heading(1, text), Paragraph(text, "问题："), Table(((text, text),), (1, 9), (text, "乙"), 5))
    paper = Paper(Layout.LETTER, text, text, text, text, mark=text, blocks=blocks, notes=(text,), copies=(text,))
    document = opened(replace(paper, annexes=(Annex(text, blocks),)))
    seen = "".join(char for char in text if char.isprintable() and not char.isspace() and char != "\ufffe")
    bodies = [p.text for p in document.paragraphs if p.style.name == "正文"]
    assert seen.replace("\u0301", "") in "".join("".join(bodies).split()).replace("\u0301", "")
    assert len(document.tables) == 3


def test_two_thousand_rows_keep_their_head_on_every_page():
    table = opened(a_list(2000)).tables[0]
    rows = table._tbl.tr_lst
    assert len(rows) == 2001
    assert [rows[n].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for n in (0, 1)] == [True, False]


def test_a_hundred_headings_go_on_in_digits():
    texts = [p.text for p in opened(Paper(Layout.FORM, SENDER, "长", blocks=(Heading(1, "事"),) * 101)).paragraphs]
    assert texts[-3:] == ["九十九、事", "100、事", "101、事"]


def test_ten_pages_are_written_in_a_third_of_a_second():
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        docx.write(a_full_paper(10))
        taken.append(time.perf_counter() - began)
    assert min(taken) <= 0.3
