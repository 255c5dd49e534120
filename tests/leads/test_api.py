import pytest
from sqlalchemy import select

from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import an_account
from yiguan.base.actor import SYSTEM
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.organisation.states import ReasonKind
from yiguan.people import service
from yiguan.people.models import Attempt
from yiguan.people.states import Outcome, Role
from yiguan.store.db import db

SAID = {"text": "楼道灯坏了", "place": "井巷新村", "name": "李秀英", "phone": "13812341234", "consent": True}


def token(unit, role=Role.CONVENER, scopes="read write"):
    secret = service.issue_token(SYSTEM, an_account(role, unit), scopes)
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


def now(lead):
    return db.session.get_one(Lead, lead.id, populate_existing=True)


@pytest.mark.row("AP-01")
def test_a_program_reports_for_a_resident_and_looks_up_with_the_tail(client):
    unit = a_station()
    answer = client.post("/api/v1/leads", json={**SAID, "unit": unit.code}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, len(answer.json["receipt"]), len(answer.json["pick_code"])) == (201, 8, 4)
    address = f"/api/v1/leads/{answer.json['receipt']}/status"
    assert client.post(address, json={"tail": "1234"}).json["state"] == "submitted"
    wrong = client.post(address, json={"tail": "9999"})
    unknown = client.post("/api/v1/leads/ZZZZZZZZ/status", json={"tail": "1234"})
    assert (wrong.status_code, wrong.json) == (unknown.status_code, unknown.json) == (404, wrong.json)


@pytest.mark.row("AP-02")
def test_the_same_key_is_one_lead_and_another_body_under_it_is_refused(client):
    said, key = {**SAID, "unit": a_station().code}, {"Idempotency-Key": "k1"}
    first = client.post("/api/v1/leads", json=said, headers=key)
    again = super(type(client), client).open("/api/v1/leads", method="POST", json=said, headers=key)
    other = client.post("/api/v1/leads", json={**said, "text": "别的事"}, headers=key)
    assert (again.json, other.status_code, other.json["code"]) == (first.json, 409, "key_reused")
    assert len(db.session.scalars(select(Lead)).all()) == 1


@pytest.mark.row("AP-02")
def test_a_report_without_a_key_is_refused(client):
    answer = client.post("/api/v1/leads", json={**SAID, "unit": a_station().code})
    assert (answer.status_code, answer.json["code"]) == (422, "key_missing")


BAD = {
    "unknown field": {"colour": "red"},
    "no consent": {"consent": False},
    "a number for text": {"text": 7},
    "nested": {"text": {"a": ["b"]}},
    "null": {"place": None},
    "too long": {"text": "长" * 10_000},
    "no such field of life": {"field": "nonsense"},
}


@pytest.mark.row("AP-01")
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_taken_answers_422_with_a_sentence_at_the_field(client, bad):
    said = {**SAID, "unit": a_station().code, **bad}
    answer = client.post("/api/v1/leads", json=said, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert list(answer.json["fields"]) == list(bad)


@pytest.mark.row("AP-01")
def test_staff_list_and_triage_by_token_with_the_rules_of_the_pages(client):
    unit, head = a_station(), None
    lead, head = a_lead(unit), token(unit)
    listed = client.get("/api/v1/leads", headers=head).json
    assert ([row["id"] for row in listed["items"]], listed["total"]) == ([lead.id], 1)
    assert "13812341234" not in str(listed)
    a_reason(ReasonKind.LEAD_DECLINE)
    said = {"reason": "other", "text": "请拨 12345。", "version": lead.version}
    answer = client.post(f"/api/v1/leads/{lead.id}/decline", json=said, headers=head)
    assert (answer.status_code, answer.json["state"], answer.json["version"]) == (200, "declined", now(lead).version)


@pytest.mark.row("ST-02")
def test_a_token_of_another_station_reaches_nothing(client):
    lead, head = a_lead(), token(a_station())
    assert client.get("/api/v1/leads", headers=head).json["total"] == 0
    assert client.get(f"/api/v1/leads/{lead.id}", headers=head).status_code == 404
    assert client.post(f"/api/v1/leads/{lead.id}/ask", json={"text": "?"}, headers=head).status_code == 404


def test_a_reading_token_cannot_write_and_nobody_reads_without_one(client):
    lead = a_lead()
    head = token(lead.unit, scopes="read")
    assert client.post(f"/api/v1/leads/{lead.id}/ask", json={"text": "x"}, headers=head).status_code == 403
    assert client.get("/api/v1/leads").status_code == 401


def test_an_older_version_and_a_wrong_state_answer_409(client):
    lead = a_lead()
    head, address = token(lead.unit), f"/api/v1/leads/{lead.id}"
    stale = client.post(f"{address}/ask", json={"text": "x", "version": 99}, headers=head)
    wrong = client.post(f"{address}/answer", json={"text": "x"}, headers=head)
    assert [(a.status_code, a.json["code"]) for a in (stale, wrong)] == [(409, "stale_version"), (409, "wrong_state")]
    assert now(lead).state is LeadState.SUBMITTED


def test_staff_act_through_each_address(client):
    unit = a_station()
    head, other = token(unit), a_station()
    a_reason(ReasonKind.LEAD_TRANSFER)
    words = {"text": "请看看"}
    for act, said, state in (
        ("ask", words, "needs_info"),
        ("answer", words, "submitted"),
        ("note", words, "submitted"),
        ("transfer", {"reason": "other", **words}, "transferred"),
        ("withdraw", {}, "withdrawn"),
        ("move", {"unit": other.code, **words}, "submitted"),
    ):
        lead = a_lead(unit, LeadState.NEEDS_INFO if act == "answer" else LeadState.SUBMITTED)
        answer = client.post(f"/api/v1/leads/{lead.id}/{act}", json=said, headers=head)
        assert (act, answer.status_code, answer.json["state"]) == (act, 200, state)


def test_the_office_rechecks_by_api(client):
    lead = a_lead(state=LeadState.DECLINED)
    head = token(None, Role.OFFICER)
    answer = client.post(f"/api/v1/leads/{lead.id}/recheck", json={"text": "请再看"}, headers=head)
    assert (answer.status_code, answer.json["state"]) == (200, "submitted")


@pytest.mark.row("ST-04")
def test_staff_enter_on_behalf_by_api(client):
    unit = a_station()
    said = {**SAID, "unit": unit.code, "channel": "phone", "read_back": True}
    assert client.post("/api/v1/leads/on-behalf", json=said).status_code == 401
    answer = client.post("/api/v1/leads/on-behalf", json=said, headers=token(unit))
    assert answer.status_code == 201
    assert db.session.scalars(select(Lead)).one().entered_by is not None


def test_the_resident_answers_and_withdraws_behind_the_tail(client):
    lead = a_lead(state=LeadState.NEEDS_INFO, phone="13812341234")
    address = f"/api/v1/leads/{lead.receipt}/status"
    assert client.post(address, json={"tail": "1234"}).json["question"] == "是哪个单元？"
    assert client.post(f"{address}/answer", json={"tail": "0000", "text": "三单元"}).status_code == 404
    answered = client.post(f"{address}/answer", json={"tail": "1234", "text": "三单元"})
    withdrawn = client.post(f"{address}/withdraw", json={"tail": "1234"})
    assert (answered.json["state"], withdrawn.json["state"]) == ("submitted", "withdrawn")


def test_a_number_no_database_holds_is_not_found(client):
    head = token(a_station())
    assert client.get(f"/api/v1/leads/{10**30}", headers=head).status_code == 404


def test_wrong_digits_are_counted_although_refused(client):
    lead = a_lead(phone="13812341234")
    client.post(f"/api/v1/leads/{lead.receipt}/status", json={"tail": "9999"})
    assert db.session.query(Attempt).one().outcome is Outcome.WRONG
    assert queries.opens(lead, "1234")
