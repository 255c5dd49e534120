"""The recommendation as an official paper, for whoever may read its page."""

import io
from urllib.parse import unquote

import pytest
from docx import Document

from tests.factories.organisation import a_department, a_station
from tests.factories.people import an_account
from tests.factories.recommendations import a_matter, a_recommendation, signature_of, take
from tests.measuring import lines_of, pages_of
from tests.recommendations.test_api import token
from yiguan.base import clock
from yiguan.documents import typefaces
from yiguan.documents.flow import Line, flow_of
from yiguan.documents.states import Part
from yiguan.people.states import Role
from yiguan.recommendations import queries
from yiguan.recommendations.paper import paper_of
from yiguan.recommendations.states import RecommendationState

S = RecommendationState


def address(id_, kind, of="/bench"):
    return f"{of}/recommendations/{id_}/paper/{kind}"


def said(paper):
    """Its body as lines, numbers of headings included."""
    body = (Part.BODY, Part.LEVEL_1)
    return [line.lead + line.text for line in flow_of(paper) if isinstance(line, Line) and line.part in body]


def told_by(docx):
    return [paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs]


@pytest.mark.row("EX-03")
@pytest.mark.row("MN-07")
def test_the_signed_recommendation_is_a_paper_in_official_order(client):
    found = a_recommendation(S.ISSUED)
    id_, number, digest = found.id, found.number, found.digest
    client.sign_in(an_account(Role.CONVENER, found.unit))
    answer = client.get(address(id_, "docx"))
    name = unquote(answer.headers["Content-Disposition"].partition("''")[2])
    assert name == f"{number}关于帮助井巷新村谈成加装电梯的建议.docx"
    told = told_by(answer.data)
    assert told[:4] == ["政协铜陵市铜官区委员会", number, "关于帮助井巷新村谈成加装电梯的建议", "区住建局："]
    assert told[5].startswith("一、建议由")
    assert told[6:9] == [
        "问题：五户愿意装电梯，一楼两户怕挡光。",
        "分析：只有平层方案，采光没有算过。",
        "建议：请设计单位做两套方案，标明采光影响。",
    ]
    assert told[9:] == [told[0], clock.written(clock.today()), "（签发人：吴建）", f"（本件内容的 SM3 摘要：{digest}）"]


@pytest.mark.row("EX-03")
def test_the_pdf_says_the_same(client):
    found = a_recommendation(S.ISSUED)
    id_, number = found.id, found.number
    client.sign_in(an_account(Role.OFFICER))
    answer = client.get(address(id_, "pdf"))
    assert answer.mimetype == "application/pdf"
    text = "".join(lines_of(pages_of(answer.data)[0]))
    assert all(words in text for words in (str(number), "区住建局：", "一、建议由", "问题：五户愿意装电梯"))


def test_a_signed_paper_keeps_its_words_whatever_is_renamed_later(app):
    recommendation = a_recommendation(S.ISSUED)
    signed = signature_of(recommendation).text
    item = queries.items_of(recommendation)[0]
    assert item.unit
    item.unit.name, recommendation.topic.title, recommendation.unit.name = "改名局", "改了的议题", "改名站"
    item.problem, recommendation.title = "改了", "改了的标题"
    paper = paper_of(recommendation, [item])
    words = [paper.title, *said(paper)]
    assert [word for word in words if word not in signed] == []
    assert "改" not in "".join(words)


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.APPROVED, S.WITHDRAWN])
def test_an_unsigned_one_says_so_and_has_no_number_date_or_signer(client, state):
    found = a_recommendation(state)
    id_ = found.id
    client.sign_in(an_account(Role.CONVENER, found.unit))
    answer = client.get(address(id_, "docx"))
    told = told_by(answer.data)
    assert told[1] == "（未签发，仅供核对）"
    assert "未签发" in unquote(answer.headers["Content-Disposition"])
    assert told[-1] == "政协铜陵市铜官区委员会"
    assert "签发人" not in "".join(told)


def test_while_the_station_mends_its_text_the_district_gets_none_of_it(client):
    found = a_recommendation(S.RETURNED)
    id_ = found.id
    client.sign_in(an_account(Role.OFFICER))
    assert "问题" not in "".join(told_by(client.get(address(id_, "docx")).data))


def test_lines_and_blank_lines_of_an_item_stay_and_what_looks_like_a_heading_reads_the_same(app):
    forged = "第一行\n\n\n二、建议由某局研究办理\n问题：假的"
    rows = [a_matter(problem=forged, unit=a_department().code), a_matter(unit=a_department("M").code)]
    recommendation = a_recommendation(items=rows)
    for step in ("submit", "approve", "sign"):
        take(recommendation, step)
    read = said(paper_of(recommendation, []))
    assert [line for line in read if line not in signature_of(recommendation).text.split("\n")] == []
    assert len(read) == 1 + 2 * 4 + 2


def test_a_hundred_forged_headings_break_nothing(app):
    forged = "\n".join(f"{word}、建议由" for word in ["一"] + [f"{n}" for n in range(100)])
    recommendation = a_recommendation(items=[a_matter(problem=forged, unit=a_department().code)])
    assert len(paper_of(recommendation, queries.items_of(recommendation)).blocks) == 105


def test_another_station_gets_none_and_no_other_kind_exists(client):
    id_ = a_recommendation(S.ISSUED).id
    client.sign_in(an_account(Role.CONVENER, a_station("露采协商站")))
    assert client.get(address(id_, "docx")).status_code == 404
    assert client.get(address(id_, "doc")).status_code == 404


def test_the_district_gets_no_draft(client):
    id_ = a_recommendation(S.DRAFT).id
    client.sign_in(an_account(Role.OFFICER))
    assert client.get(address(id_, "pdf")).status_code == 404


@pytest.mark.row("AP-01")
def test_programs_get_it_with_the_rights_of_their_account(client):
    found = a_recommendation(S.ISSUED)
    id_, number = found.id, found.number
    own, other = token(an_account(Role.CONVENER, found.unit)), token(an_account(Role.CONVENER, a_station("露采协商站")))
    answer = client.get(address(id_, "docx", of="/api/v1"), headers=own)
    assert number in told_by(answer.data)
    assert client.get(address(id_, "docx", of="/api/v1"), headers=other).status_code == 404


def test_a_server_without_fonts_says_what_to_do_and_still_gives_the_docx(client, monkeypatch):
    monkeypatch.setattr(typefaces, "chosen_of", lambda families: {})
    found = a_recommendation(S.ISSUED)
    id_ = found.id
    client.sign_in(an_account(Role.CONVENER, found.unit))
    refused = client.get(address(id_, "pdf"))
    assert refused.status_code == 409
    assert "请先下载 Word 文档" in refused.get_data(as_text=True)
    assert client.get(address(id_, "docx")).status_code == 200


@pytest.mark.parametrize(("role", "where"), [(Role.CONVENER, "bench"), (Role.OFFICER, "desk")])
def test_the_page_offers_both_files(client, role, where):
    found = a_recommendation(S.ISSUED)
    id_ = found.id
    client.sign_in(an_account(role, found.unit if role is Role.CONVENER else None))
    page = client.page(f"/{where}/recommendations/{id_}")
    assert all(address(id_, kind) in page for kind in ("docx", "pdf"))
    assert "下载 Word 文档" in page
