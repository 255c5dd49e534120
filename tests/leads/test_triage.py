from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.factories.calendar import limit_of
from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_convener, an_account, an_officer
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.base.errors import Conflict, Forbidden
from yiguan.leads import acts, queries
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState, NoteKind
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.people import residents
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def monday(hour=9, day=2):
    """In November 2026, the second is a Monday."""
    return clock.at(datetime(2026, 11, day, hour, tzinfo=LOCAL))


def told(lead):
    """What the proposer reads behind the code."""
    own = (Notice.person_id == lead.person_id, Notice.subject == "lead")
    return [f"{n.title} {n.text}" for n in db.session.scalars(select(Notice).where(*own).order_by(Notice.id))]


@pytest.fixture
def lead(client):
    unit = a_station()
    found = a_lead(unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    return found


def now(lead):
    """The lead as it stands in the database."""
    return db.session.get_one(Lead, lead.id, populate_existing=True)


def post(client, lead, act, **data):
    return client.submit(f"/bench/leads/{lead.id}/{act}", {"version": lead.version, **data})


@pytest.mark.row("TR-01")
def test_declining_takes_a_listed_reason_and_a_text_and_both_reach_the_proposer(client, lead):
    a_reason(ReasonKind.LEAD_DECLINE, "litigation", "已经在打官司")
    answer = post(client, lead, "decline", reason="litigation", text="请听法院安排。")
    assert (answer.status_code, now(lead).state) == (302, LeadState.DECLINED)
    assert "已经在打官司" in told(lead)[0]
    assert "请听法院安排。" in told(lead)[0]
    assert (entries_of(lead)[-1].reason, entries_of(lead)[-1].note) == ("litigation", "请听法院安排。")


@pytest.mark.row("TR-01")
@pytest.mark.parametrize("act", ["decline", "transfer"])
@pytest.mark.parametrize("lacking", ["reason", "text"])
def test_a_refusal_without_reason_or_text_is_not_made_and_keeps_what_was_typed(client, lead, act, lacking):
    given = {"reason": "other", "text": "请拨热线。", lacking: " "}
    answer = post(client, lead, act, **given)
    assert (answer.status_code, now(lead).state) == (422, LeadState.SUBMITTED)
    assert f'id="{lacking}-error"' in answer.get_data(as_text=True)


def test_a_reason_that_is_not_listed_is_a_conflict(client, lead):
    assert post(client, lead, "decline", reason="made-up", text="不行").status_code == 409
    assert now(lead).state is LeadState.SUBMITTED


@pytest.mark.row("TR-01")
def test_transferring_tells_where_to_turn(client, lead):
    a_reason(ReasonKind.LEAD_TRANSFER, "hotline", "转 12345 热线")
    post(client, lead, "transfer", reason="hotline", text="请拨 12345。")
    assert now(lead).state is LeadState.TRANSFERRED
    assert "转 12345 热线 请拨 12345。" in told(lead)[0]


@pytest.mark.row("TR-01")
def test_asking_for_more_reaches_the_proposer_and_stops_the_clock(app):
    with monday():
        lead = a_lead()
        assert lead.due_on == date(2026, 11, 5)
        perform(acts.ASK, lead, by=a_convener(lead.unit), note="是哪个单元？")
    assert lead.state is LeadState.NEEDS_INFO
    assert (lead.deadline, limit_of(lead).days_left) == (None, 3)
    assert "是哪个单元？" in told(lead)[0]


def test_the_answer_lets_the_clock_go_on_with_what_was_left(app):
    with monday():
        lead = a_lead()
    with monday(day=4):
        perform(acts.ASK, lead, by=a_convener(lead.unit), note="是哪个单元？")
    with monday(day=9):
        perform(acts.ANSWER, lead, by=residents.as_actor(queries.proposer_of(lead)), words="三单元")
    assert (lead.state, lead.due_on) == (LeadState.SUBMITTED, date(2026, 11, 11))
    assert [note.text for note in queries.notes_of(lead, NoteKind.ANSWER)] == ["三单元"]


def test_asking_late_does_not_forgive_the_delay(app):
    with monday():
        lead = a_lead()
    with monday(day=9):
        perform(acts.ASK, lead, by=a_convener(lead.unit), note="是哪个单元？")
        perform(acts.ANSWER, lead, by=residents.as_actor(queries.proposer_of(lead)), words="三单元")
        assert lead.deadline
        assert lead.deadline.left(clock.today()) == -2


@pytest.mark.row("TP-02")
def test_a_lead_moves_to_its_own_station_with_its_history(client, lead):
    other, before = a_station("新城协商站"), lead.unit.code
    there = a_convener(other)
    post(client, lead, "move", unit=other.code, text="这件事在新城。")
    moved = entries_of(lead)[-1]
    assert (now(lead).unit_id, moved.act, moved.before, moved.after) == (other.id, "move", before, other.code)
    assert queries.get_lead(there, lead.id).receipt == lead.receipt
    assert "新城协商站" in told(lead)[0]
    client.page(f"/bench/leads/{lead.id}", 404)


def test_a_lead_does_not_move_to_where_it_is_or_out_of_a_settled_state(client, lead):
    assert post(client, lead, "move", unit=lead.unit.code, text="x").status_code == 422
    done = a_lead(lead.unit, LeadState.WITHDRAWN)
    assert post(client, done, "move", unit=a_station().code, text="x").status_code == 409


@pytest.mark.row("TR-06")
def test_an_internal_note_stays_with_the_staff(client, lead):
    post(client, lead, "note", text="家里有矛盾，慢慢来")
    assert "家里有矛盾" in client.page(f"/bench/leads/{lead.id}")
    assert told(lead) == []
    assert all("家里有矛盾" not in entry.note for entry in entries_of(lead))


def test_the_office_rechecks_a_declined_lead_once(app):
    lead, officer = a_lead(state=LeadState.DECLINED), an_officer()
    perform(acts.RECHECK, lead, by=officer, note="这件事该管。")
    assert (lead.state, lead.rechecked, lead.due_on is not None) == (LeadState.SUBMITTED, True, True)
    perform(acts.DECLINE, lead, by=officer, reason="other", note="核实过了。")
    with pytest.raises(Conflict):
        perform(acts.RECHECK, lead, by=officer, note="再看一次。")


def test_a_station_does_not_recheck_its_own_refusal(app):
    lead = a_lead(state=LeadState.DECLINED)
    with pytest.raises(Forbidden):
        perform(acts.RECHECK, lead, by=a_convener(lead.unit), note="再看")


def test_the_resident_takes_the_matter_back_and_a_stranger_cannot(app):
    lead, other = a_lead(), a_lead()
    with pytest.raises(Forbidden):
        perform(acts.WITHDRAW, lead, by=residents.as_actor(queries.proposer_of(other)))
    perform(acts.WITHDRAW, lead, by=residents.as_actor(queries.proposer_of(lead)))
    assert lead.state is LeadState.WITHDRAWN


def test_an_act_from_an_older_page_is_refused_and_shows_the_words(client, lead):
    a_reason(ReasonKind.LEAD_DECLINE)
    answer = post(client, lead, "decline", version=0, reason="other", text="写了很久的话")
    assert (answer.status_code, now(lead).state) == (409, LeadState.SUBMITTED)
    assert "写了很久的话" in answer.get_data(as_text=True)


@pytest.mark.row("OF-02")
def test_a_double_tap_on_an_act_is_one_act(client, lead):
    form = {"once": "ABC234", "text": "是哪个单元？"}
    version = lead.version
    first = post(client, lead, "ask", **form)
    data = {"csrf_token": client.csrf(), "version": version, **form}
    again = super(type(client), client).open(f"/bench/leads/{lead.id}/ask", method="POST", data=data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert len(queries.notes_of(lead, NoteKind.ASK)) == 1


@pytest.mark.parametrize("act", ["ask", "move", "transfer", "decline", "note", "withdraw"])
def test_each_act_opens_its_form_on_the_page_of_the_lead(client, lead, act):
    assert f'action="/bench/leads/{lead.id}/{act}"' in client.page(f"/bench/leads/{lead.id}/{act}")
