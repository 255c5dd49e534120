import pytest

from tests.factories.leads import a_lead
from tests.factories.progress import PHONE, a_settled_topic
from yiguan.audit.models import AuditEntry
from yiguan.base.codes import in_fours
from yiguan.leads import opening
from yiguan.leads import queries as leads
from yiguan.leads.states import LeadState, NoteKind
from yiguan.people import residents
from yiguan.people.models import Attempt
from yiguan.people.states import AttemptKind, Outcome
from yiguan.store.db import db
from yiguan.web.limits import Failures

UNKNOWN = "ZZZZZZZZ"


@pytest.fixture(autouse=True)
def _still(still_minute):
    """The window of the counters does not move on during a test."""


@pytest.mark.row("TP-03")
def test_receipt_and_tail_show_where_the_matter_stands(client):
    lead = a_lead(phone=PHONE)
    page = client.post(f"/leads/{lead.receipt}", data={"tail": PHONE[-4:]}).text
    assert lead.text in page
    assert "走到哪一步" in page
    assert 'aria-current="step"' in page


@pytest.mark.row("TP-03")
def test_the_pick_code_takes_the_place_of_the_tail(client):
    lead = a_lead()
    assert lead.text in client.post(f"/leads/{lead.receipt}", data={"tail": leads.pick_code_of(lead)}).text


def named(receipt, page, lead):
    """The page with this receipt in place of the lead's."""
    return page.replace(lead.receipt, receipt).replace(in_fours(lead.receipt), in_fours(receipt))


@pytest.mark.row("TP-03")
@pytest.mark.row("PS-04")
def test_a_wrong_tail_and_an_unknown_receipt_answer_alike_and_reveal_nothing(client):
    lead = a_lead(phone=PHONE)
    wrong = client.post(f"/leads/{lead.receipt}", data={"tail": "0000"})
    unknown = client.post(f"/leads/{UNKNOWN}", data={"tail": "0000"})
    assert wrong.status_code == unknown.status_code == 422
    assert named(UNKNOWN, wrong.text, lead) == unknown.text
    assert lead.text not in wrong.text
    assert lead.unit.name not in wrong.text


@pytest.mark.row("PS-04")
def test_looking_at_the_address_alone_tells_nothing(client):
    lead = a_lead(phone=PHONE)
    assert named(UNKNOWN, client.page(f"/leads/{lead.receipt}"), lead) == client.page(f"/leads/{UNKNOWN}")


@pytest.mark.row("PS-04")
def test_failed_tries_are_counted_and_kept_whichever_receipt(client):
    lead = a_lead(phone=PHONE)
    for receipt in (lead.receipt, UNKNOWN):
        client.post(f"/leads/{receipt}", data={"tail": "0000"})
    failed = db.session.query(AuditEntry).filter_by(act="look_up_failed").order_by(AuditEntry.id.desc())
    assert [entry.subject_id for entry in failed[:2]] == [0, lead.id]
    tried = db.session.query(Attempt).filter_by(kind=AttemptKind.RECEIPT).all()
    assert [one.outcome for one in tried] == [Outcome.WRONG] * 2


@pytest.mark.row("PS-04")
def test_after_six_wrong_tries_even_the_right_digits_wait_and_the_page_says_how_long(client):
    receipts = (a_lead(phone=PHONE).receipt, UNKNOWN)
    answers = []
    for receipt in receipts:
        for _ in range(6):
            client.post(f"/leads/{receipt}", data={"tail": "0000"})
        answers.append(client.post(f"/leads/{receipt}", data={"tail": PHONE[-4:]}))
    assert [answer.status_code for answer in answers] == [429, 429]
    assert all("以后再填" in answer.text for answer in answers)


def test_one_address_cannot_try_on_and_on(client, monkeypatch):
    monkeypatch.setattr(opening, "tries", Failures(3, "test"))
    answers = [client.post(f"/leads/{UNKNOWN}", data={"tail": "0000"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert answers[-1].headers["Retry-After"]


def test_the_phone_that_sent_it_needs_no_digits(client):
    lead, _ = a_settled_topic()
    person = leads.proposer_of(lead)
    client.set_cookie("__Host-device", "x" * 32)
    assert lead.text not in client.page(f"/leads/{lead.receipt}")
    person.device_id = residents.device_id_of("x" * 32)
    db.session.commit()
    assert lead.text in client.page(f"/leads/{lead.receipt}")


def test_the_phone_that_sent_it_answers_without_digits(client):
    lead = a_lead(state=LeadState.NEEDS_INFO, phone=PHONE)
    client.set_cookie("__Host-device", "x" * 32)
    leads.proposer_of(lead).device_id = residents.device_id_of("x" * 32)
    db.session.commit()
    assert "收到了" in client.post(f"/leads/{lead.receipt}/answer", data={"tail": "", "text": "三单元"}).text


def test_a_question_is_answered_without_cookies_and_nothing_typed_is_lost(client):
    lead = a_lead(state=LeadState.NEEDS_INFO, phone=PHONE)
    url = f"/leads/{lead.receipt}/answer"
    wrong = client.post(url, data={"tail": "0000", "text": "三单元"})
    assert wrong.status_code == 422
    assert "三单元" in wrong.text
    assert client.post(url, data={"tail": PHONE[-4:], "text": ""}).status_code == 422
    right = client.post(url, data={"tail": PHONE[-4:], "text": "三单元"})
    assert "收到了" in right.text
    assert "您补充：三单元" in right.text
    assert db.session.get_one(type(lead), lead.id).state is LeadState.SUBMITTED


def test_who_proposed_may_withdraw_and_a_stranger_may_not(client):
    lead = a_lead(phone=PHONE)
    url = f"/leads/{lead.receipt}/withdraw"
    assert client.post(url, data={"tail": "0000"}).status_code == 422
    assert "已经撤回" in client.post(url, data={"tail": PHONE[-4:]}).text
    assert db.session.get_one(type(lead), lead.id).state is LeadState.WITHDRAWN


def test_programs_ask_with_the_same_digits_and_get_the_same_silence(client):
    lead, topic = a_settled_topic()
    right = client.post(f"/api/v1/leads/{lead.receipt}/trail", json={"tail": PHONE[-4:]})
    assert [step["label"] for step in right.json["steps"]][:2] == ["您提出", "协商站受理"]
    assert right.json["news"][-1]["title"] == "您反映的事已采用"
    wrong = client.post(f"/api/v1/leads/{lead.receipt}/trail", json={"tail": "0000"})
    unknown = client.post(f"/api/v1/leads/{UNKNOWN}/trail", json={"tail": "0000"})
    assert (wrong.status_code, wrong.text) == (unknown.status_code, unknown.text)
    assert topic.title not in wrong.text


def test_a_page_loaded_anew_after_the_answer_answers_no_second_time(client):
    lead = a_lead(phone=PHONE, state=LeadState.NEEDS_INFO)
    words = {"tail": PHONE[-4:], "text": "三楼到五楼都不亮。"}
    for _ in range(2):
        assert "收到了" in client.post(f"/leads/{lead.receipt}/answer", data=words).text
    assert len(leads.notes_of(lead, NoteKind.ANSWER)) == 1


def test_withdrawing_twice_is_withdrawing_once(client):
    lead = a_lead(phone=PHONE)
    for _ in range(2):
        answer = client.post(f"/leads/{lead.receipt}/withdraw", data={"tail": PHONE[-4:]})
        assert "已经撤回" in answer.text
