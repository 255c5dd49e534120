"""Reply, clearance sheet, assignment with its list, reminder: each as docx and PDF."""

import io
from datetime import date

import pytest
from docx import Document

from tests.measuring import lines_of, pages_of, pieces_of
from yiguan.documents import docx, forms, pdf
from yiguan.documents.forms import Listed, Sent
from yiguan.documents.paper import Heading, Paragraph
from yiguan.documents.states import Layout

SUBJECT = "关于帮助井巷新村谈成加装电梯的建议"
MATTERS = [
    Listed(f"铜议建〔2026〕{n}号", SUBJECT, "区住建局", ("区民政局", "区城管局"), date(2027, 2, 28)) for n in (1, 2)
]
SENT = Sent(
    "区住建局",
    "政协铜陵市铜官区委员会",
    "铜住建函〔2026〕2号",
    date(2026, 12, 28),
    ("联系人：许立冬（样例）",),
    ("区政府督查室",),
)


def opened(paper):
    return Document(io.BytesIO(docx.write(paper)))


def text_of(paper):
    return "".join("".join(lines_of(page)) for page in pages_of(pdf.write(paper)))


@pytest.mark.row("MN-07")
@pytest.mark.parametrize("mark", "ABCD")
def test_a_reply_is_a_letter_with_its_class_at_the_top_right(mark):
    paper = forms.reply(
        SENT, f"对《{SUBJECT}》的答复", [Heading(1, "已经解决"), Paragraph("两套方案已送到居民手里。")], mark=mark
    )
    header = opened(paper).sections[0].first_page_header
    assert [p.text for p in header.paragraphs] == [mark, "区住建局"]
    top = max(pieces_of(pages_of(pdf.write(paper))[0]), key=lambda piece: piece.y)
    assert (top.text, top.x > 500) == (mark, True)
    text = text_of(paper)
    assert all(
        words in text for words in (f"对《{SUBJECT[:4]}", "一、已经解决", "2026年12月28日", "抄送：区政府督查室。")
    )


@pytest.mark.row("MN-07")
def test_an_assignment_binds_its_list_in_on_a_page_of_its_own():
    paper = forms.assignment(SENT, "关于交办协商建议的通知", "现将协商建议交给你们研究办理。", MATTERS)
    table = opened(paper).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == list(forms.HEAD)
    row = ["2", "铜议建〔2026〕2号", SUBJECT, "区住建局", "区民政局、区城管局", "2027年2月28日"]
    assert [cell.text for cell in table.rows[2].cells] == row
    first, second = pages_of(pdf.write(paper))
    assert "附件：协商建议交办清单" in "".join(lines_of(first))
    assert lines_of(second)[0] == "附件"


def test_a_reminder_names_its_matters_in_the_letter():
    paper = forms.reminder(SENT, "下列事项已经超过办结期限。", MATTERS, "请抓紧办理。")
    assert paper.layout is Layout.LETTER
    assert len(opened(paper).tables[0].rows) == 3
    assert "办结期限" in text_of(paper)


def test_a_clearance_sheet_has_room_for_each_hand_and_no_red_head():
    hands = [("承办人", "已核"), ("单位负责人", ""), ("区领导", "")]
    document = opened(forms.clearance(SUBJECT, [("编号", "1号"), ("类别", "B"), ("期限", "2月28日")], hands))
    facts, signed = document.tables
    assert [[cell.text for cell in row.cells] for row in facts.rows] == [
        ["编号", "1号", "类别", "B"],
        ["期限", "2月28日", "", ""],
    ]
    assert [round(row.height.mm) for row in signed.rows] == [28, 28, 28]
    assert [p.text for p in document.paragraphs if p.text] == [f"《{SUBJECT}》答复审签单"]
    assert "未签发" not in text_of(forms.clearance(SUBJECT, [], hands))


@pytest.mark.row("MN-07")
@pytest.mark.parametrize("helping", [1, 4])
def test_a_clearance_sheet_is_one_page(helping):
    hands = [(f"单位{n}会签", "") for n in range(helping + 4)]
    facts = [(f"事实{n}", "铜陵市铜官区住房和城乡建设局") for n in range(8)]
    sheet = forms.clearance("关于解决朝阳社区老矿区充电难的协商建议", facts, hands)
    assert len(pages_of(pdf.write(sheet))) == 1


def test_remarks_longer_than_a_row_push_the_next_one_down():
    sheet = forms.clearance(SUBJECT, [], [("退回", "请写明。" * 60), ("区领导", "")])
    pieces = pieces_of(pages_of(pdf.write(sheet))[0])
    lowest = min(piece.y for piece in pieces if "请写明" in piece.text)
    (below,) = [piece.y for piece in pieces if piece.text == "区领导"]
    assert below < lowest


@pytest.mark.row("MN-07")
def test_an_empty_row_of_a_pdf_is_as_high_as_a_hand_needs():
    sheet = forms.clearance(SUBJECT, [], [("承办人", ""), ("单位负责人", ""), ("区领导", "")])
    first, second, third = (
        piece.y
        for piece in pieces_of(pages_of(pdf.write(sheet))[0])
        if piece.text in ("承办人", "单位负责人", "区领导")
    )
    assert [round((first - second) * 25.4 / 72), round((second - third) * 25.4 / 72)] == [28, 28]
