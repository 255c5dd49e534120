"""答复函, 审签单, 交办通知, 催办函: from every case that has one, in the words that were signed, for whoever may."""

import io
from datetime import timedelta

import pytest
from docx import Document

from tests.factories.handling import a_case, answers, last_reply, take, whole, written
from tests.factories.organisation import a_department, a_station
from tests.factories.people import an_account, an_officer
from tests.measuring import lines_of, pages_of, pieces_of
from tests.recommendations.test_api import token
from yiguan.base import clock
from yiguan.documents import flow
from yiguan.documents.states import Part
from yiguan.handling import paper, queries
from yiguan.handling.coverage import mark_of
from yiguan.handling.models import Handling
from yiguan.handling.states import AnswerClass, HandlingState, Span
from yiguan.organisation.states import UnitKind
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState
MARKS = {"A": "A AA", "B": "B AB BA ACB BD DCBA", "C": "C AC DC CCA", "D": "D AD DA DD"}
KINDS = {"A": "SOLVED", "B": "PLANNED", "C": "REFUSED", "D": "NOTED"}
OF_A_VERSION, OF_A_CASE = ("letter", "clearance"), ("assignment", "reminder")
LONG = timedelta(days=200)


def address(handling, name, kind="docx", version=1, of="/desk/handling"):
    place = f"replies/{version}" if name in OF_A_VERSION else "papers"
    return f"{of}/{handling.id}/{place}/{name}/{kind}"


def document(answer):
    return Document(io.BytesIO(answer.data))


def told_by(answer):
    """All lines of a docx, those of tables too, and of the head of its first page."""
    read = document(answer)
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    head = [p.text for p in read.sections[0].first_page_header.paragraphs]
    return [*head, *(p.text for p in read.paragraphs), *cells]


def rows_of(answer, table):
    return [[cell.text for cell in row.cells] for row in document(answer).tables[table].rows]


def said(made):
    """Every line of the paper but its number and day."""
    made_later = (Part.NUMBER, Part.DATE)
    return [one.text for one in flow.flow_of(made) if isinstance(one, flow.Line) and one.part not in made_later]


def written_day(handling):
    due = whole(handling.id).due_on
    assert due
    return clock.written(due)


def signature_of(reply):
    assert reply.signature
    return reply.signature


@pytest.mark.row("FU-06")
@pytest.mark.parametrize(("classes", "mark"), [(one, mark) for mark, all_ in MARKS.items() for one in all_.split()])
def test_the_class_of_an_answer_is_that_of_what_is_still_to_be_done(classes, mark):
    assert mark_of([AnswerClass[KINDS[one]] for one in classes]) == mark


@pytest.mark.parametrize("kinds", [[], [None], [AnswerClass.SOLVED, None]])
def test_an_answer_without_all_its_classes_has_none(kinds):
    assert mark_of(kinds) == ""


@pytest.mark.row("EX-03")
@pytest.mark.row("MN-07")
@pytest.mark.row("RV-12")
def test_a_sent_answer_is_a_letter_with_its_class_number_and_day(client):
    handling = a_case(S.REPLIED, promise=True)
    reply = last_reply(handling)
    client.sign_in(an_account(Role.OFFICER))
    told = told_by(client.get(address(handling, "letter")))
    assert told[:5] == [
        "B",
        "区住建局",
        reply.number,
        "对《关于解决老矿区充电难的建议》的答复",
        f"{handling.sender.name}：",
    ]
    assert told[5:9] == [
        "铜议建〔2026〕9号收悉。我局研究过了。",
        "一、关于第1条",
        "第1处没有地方充电，请建车棚。",
        "答复：A 已解决",
    ]
    assert clock.written(clock.today()) in told
    assert "（公开属性：全文公开）" in told
    assert "（联系电话：0562-2850001）" in told
    assert any(line.startswith("抄送：") and "区消防救援大队" in line for line in told)


@pytest.mark.row("MN-07")
def test_the_class_stands_at_the_top_right_of_the_pdf(client):
    handling = a_case(S.REPLIED)
    client.sign_in(an_account(Role.OFFICER))
    page = pages_of(client.get(address(handling, "letter", "pdf")).data)[0]
    top = max(pieces_of(page), key=lambda piece: piece.y)
    assert (top.text, top.x > 500) == ("A", True)
    assert "一、关于第1条" in "".join(lines_of(page))


@pytest.mark.row("RV-12")
def test_what_was_signed_reads_the_same_whatever_is_renamed_later(app):
    handling = a_case(S.REPLIED)
    before = said(paper.letter(handling, last_reply(handling)))
    handling.title, handling.sender.name = "改了", "改名站"
    for unit in filter(None, (handling.unit, *queries.co_units_of(handling))):
        unit.name, unit.phone = f"改名{unit.id}", "1"
    handling.items[0].text = "改了的事项"
    db.session.commit()
    handling = whole(handling.id)
    assert said(paper.letter(handling, last_reply(handling))) == before


@pytest.mark.row("RV-12")
def test_an_answer_signed_before_copies_and_telephone_stood_in_its_text_is_still_shown(app):
    handling = a_case(S.REPLIED)
    reply = last_reply(handling)
    signature = signature_of(reply)
    signature.text = signature.text.partition("\n抄送：")[0]
    made = paper.letter(handling, reply)
    assert (made.copies, made.sender, made.notes[0]) == ((), "区住建局", "公开属性：全文公开")
    db.session.rollback()


@pytest.mark.row("RV-07")
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (S.IN_PROGRESS, "（未签发，仅供核对）"),
        (S.CHECKED, "（未签发，仅供核对）"),
        (S.UNIT_SIGNED, "（没有送出，仅供核对）"),
        (S.SIGNED_OFF, "（没有送出，仅供核对）"),
    ],
)
def test_what_has_not_left_says_so_and_has_neither_number_nor_day(client, state, words):
    handling = a_case(state)
    client.sign_in(an_account(Role.OFFICER))
    told = told_by(client.get(address(handling, "letter")))
    assert words in told
    assert clock.written(clock.today()) not in told
    assert not any(line.startswith("铜议复") for line in told)


@pytest.mark.row("N20")
@pytest.mark.row("RV-12")
def test_a_version_that_was_returned_is_shown_beside_the_one_that_left(client):
    handling = a_case(S.UNIT_SIGNED)
    take(handling, "return", note="请写哪天通电。")
    take(handling, "write", **written([{**row, "text": "9月18日通电。"} for row in answers(handling)]))
    for step in ("draft", "countersign", "check", "sign", "sign_off", "send"):
        take(handling, step)
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    old, new = (told_by(client.get(address(handling, "letter", version=n))) for n in (1, 2))
    assert ("（已退回，仅供核对）" in old, "第1处建好了。" in old, "9月18日通电。" in old) == (True, True, False)
    assert ("9月18日通电。" in new, last_reply(handling).number in new) == (True, True)
    sheet = rows_of(client.get(address(handling, "clearance", version=1)), 1)
    assert sheet[-1][0] == "退回"
    assert sheet[-1][1].startswith("请写哪天通电。\n程望之")


def test_a_version_keeps_the_unit_that_wrote_it_whoever_gets_the_case_later(app):
    handling = a_case(S.DRAFTED)
    former = handling.unit
    assert former is not None
    take(handling, "return")
    take(handling, "object")
    take(handling, "redispatch")
    assert paper.letter(handling, last_reply(handling)).sender == former.name


def test_lines_of_an_answer_that_look_like_the_letters_own_read_the_same(app):
    handling = a_case(S.RECEIVED)
    forged = "第一行\n\n一、关于第1条\n答复：假的\n\n抄送：某局\n二、关于第9条"
    rows = [{**row, "text": forged} for row in answers(handling)]
    take(handling, "write", **{**written(rows), "opening": forged})
    for step in ("draft", "countersign", "check", "sign", "sign_off", "send"):
        take(handling, step)
    reply = last_reply(handling)
    made = paper.letter(handling, reply)
    assert "某局" not in made.copies
    signed = [line for line in signature_of(reply).text.split("\n") if line.strip()]
    body = (Part.BODY, Part.LEVEL_1)
    lines = [one for one in flow.flow_of(made) if isinstance(one, flow.Line) and one.part in body]
    assert [one.lead + one.text for one in lines] == signed[2 : 2 + len(lines)]


@pytest.mark.row("RV-15")
def test_a_clearance_sheet_names_who_cleared_and_has_room_for_whoever_has_not(client):
    handling = a_case(S.DRAFTED)
    take(handling, "waive", note="大队正在救火。", by=an_officer("周明"))
    take(handling, "check", by=an_officer("裴若谷"))
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    answer = client.get(address(handling, "clearance"))
    today = clock.written(clock.today())
    labels, filled = zip(*rows_of(answer, 1), strict=True)
    assert labels == ("承办人拟稿", "区消防救援大会签", "办公室核稿", "单位负责人签发", "区领导审签\n程望之")
    assert filled[0].startswith(f"联络员　{today}")
    assert filled[1].startswith(f"没有等：大队正在救火。\n周明　{today}")
    assert filled[2].startswith(f"裴若谷　{today}")
    assert filled[3:] == ("", "")
    heights = [round(row.height.mm) for row in document(answer).tables[1].rows]
    assert heights == [22] * 5


@pytest.mark.row("RV-15")
def test_a_clearance_sheet_of_what_left_has_both_signatures_and_the_number(client):
    handling = a_case(S.REPLIED)
    reply = last_reply(handling)
    client.sign_in(an_account(Role.OFFICER))
    answer = client.get(address(handling, "clearance"))
    facts = dict(pair for row in rows_of(answer, 0) for pair in (row[:2], row[2:]))
    assert (facts["编号"], facts["公开属性"], facts["答复类别"], facts["发文字号"]) == (
        handling.source,
        "全文公开",
        "A 已解决 2 条",
        reply.number,
    )
    hands = dict(rows_of(answer, 1))
    assert hands["区消防救援大会签"].startswith("请写明哪一处、哪一天。\n联络员")
    assert hands["单位负责人签发"].startswith("高向南　")
    assert hands["区领导审签\n程望之"].startswith("程望之　")


def a_paper_of_three() -> list[Handling]:
    """Three cases of one paper, two of them assigned: one with a last day, one whose clock stands."""
    cases = [a_case() for _ in range(3)]
    for case in cases:
        case.sender_id = cases[0].sender_id
    for case in cases[:2]:
        take(case, "dispatch", unit=case.unit, span=Span.QUARTER, day=None, paper="铜督〔2026〕7号")
    take(cases[1], "receive")
    take(cases[1], "pause")
    db.session.commit()
    return cases


@pytest.mark.row("EX-03")
@pytest.mark.row("RV-02")
def test_a_notice_lists_all_assigned_cases_of_a_paper_with_their_last_days(client):
    first, _, third = a_paper_of_three()
    client.sign_in(an_account(Role.DISPATCH_OFFICER))
    answer = client.get(address(third, "assignment"))
    told = told_by(answer)
    assert ["铜督〔2026〕7号" in told, clock.written(clock.today()) in told] == [True, True]
    _, *rows = rows_of(answer, 0)
    assert [row[5] for row in rows] == [written_day(first), "暂停计时，没有到期日"]
    words = "第1处没有地方充电，请建车棚。\n第2处没有地方充电，请建车棚。"
    assert rows[0][1:5] == [f"{first.source}第1、2条", words, "区住建局", "区消防救援大"]


def test_a_notice_has_no_number_unless_one_went_out_for_all_its_cases(client):
    first, second, _ = a_paper_of_three()
    second.paper = "铜督〔2026〕8号"
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    told = told_by(client.get(address(first, "assignment")))
    assert "（未签发，仅供核对）" in told
    assert clock.written(clock.today()) not in told


def test_a_notice_comes_from_the_dispatch_office_where_there_is_one(client):
    handling = a_case(S.DISPATCHED)
    a_station("区政府督查室", kind=UnitKind.DISPATCH)
    client.sign_in(an_account(Role.OFFICER))
    told = told_by(client.get(address(handling, "assignment")))
    assert [line for line in told if line == "区政府督查室"] == ["区政府督查室"] * 2


@pytest.mark.row("RV-10")
def test_a_reminder_says_how_late_the_answer_is_and_how_often_it_was_asked_for(client):
    handling = a_case(S.RECEIVED)
    take(handling, "press")
    db.session.commit()
    due = written_day(handling)
    with clock.at(clock.now() + LONG):
        client.sign_in(an_account(Role.OFFICER))
        told = told_by(client.get(address(handling, "reminder")))
    opening = next(line for line in told if line.startswith("你单位承办的"))
    assert all(words in opening for words in (due, "已经超 ", "天", "此前已经催办1次"))
    assert "区住建局：" in told
    assert "（未签发，仅供核对）" in told


@pytest.mark.row("RV-10")
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("late", [False, True])
def test_only_a_late_and_unanswered_case_has_a_reminder(client, state, late):
    handling = a_case(state)
    with clock.at(clock.now() + (LONG if late else timedelta())):
        client.sign_in(an_account(Role.OFFICER))
        answer = client.get(address(handling, "reminder"))
        offered = address(handling, "reminder") in client.page(f"/desk/handling/{handling.id}")
    ended = state in (S.PENDING, S.REPLIED, S.TRACKING, S.CLOSED, S.ESCALATED)
    assert answer.status_code == (200 if late and not ended else 409)
    assert offered == (answer.status_code == 200)


@pytest.mark.row("MN-07")
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("name", [*OF_A_VERSION, *OF_A_CASE])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.UNIT_LIAISON])
def test_every_paper_in_every_state_is_a_file_or_a_sentence_that_says_what_to_do(client, state, name, role):
    handling = a_case(state)
    client.sign_in(an_account(role, handling.unit if role is Role.UNIT_LIAISON else None))
    for kind in ("docx", "pdf"):
        answer = client.get(address(handling, name, kind))
        if answer.status_code == 200:
            assert answer.data[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[kind]
        else:
            assert answer.status_code in (403, 404, 409)
            assert any(words in answer.text for words in ("请", "从“交办与答复”"))


@pytest.mark.parametrize("state", S)
def test_a_page_offers_only_papers_that_are_there(client, state):
    handling = a_case(state)
    client.sign_in(an_account(Role.OFFICER))
    page = client.page(f"/desk/handling/{handling.id}")
    offered = [address(handling, name) for name in (*OF_A_VERSION, *OF_A_CASE) if address(handling, name) in page]
    assert all(client.get(one).status_code == 200 for one in offered)
    assert (address(handling, "letter") in offered) == bool(queries.replies_of(handling))


def test_a_unit_gets_no_notice_and_no_reminder_and_no_version_that_there_is_not(client):
    handling = a_case(S.REPLIED)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    assert [client.get(address(handling, name)).status_code for name in OF_A_CASE] == [403, 403]
    assert "没有第2稿" in client.page(address(handling, "letter", version=2), 404)


def test_another_unit_gets_no_paper(client):
    handling = a_case(S.REPLIED)
    client.sign_in(an_account(Role.UNIT_LIAISON, a_department("区城管局")))
    assert {client.get(address(handling, name)).status_code for name in (*OF_A_VERSION, *OF_A_CASE)} == {404}


@pytest.mark.row("AP-01")
def test_programs_get_papers_with_the_rights_of_their_account(client):
    handling = a_case(S.REPLIED)
    own, other = (token(an_account(Role.UNIT_LIAISON, unit)) for unit in (handling.unit, a_department("区城管局")))
    api = "/api/v1/handling-items"
    for name in OF_A_VERSION:
        answer = client.get(address(handling, name, of=api), headers=own)
        assert last_reply(handling).number in told_by(answer)
        assert client.get(address(handling, name, of=api), headers=other).status_code == 404
    refused = client.get(address(handling, "reminder", of=api), headers=token(an_account(Role.OFFICER)))
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_late")
