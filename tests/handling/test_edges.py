"""Cases at their edges: who reads what, who signs, what is not accepted, what comes back."""

from datetime import timedelta

import pytest

from tests.factories.handling import (
    a_case,
    a_liaison,
    answers,
    last_reply,
    leader_of,
    refused_with,
    take,
    whole,
    written,
)
from tests.factories.organisation import a_department, a_district
from tests.factories.people import an_account, an_officer, as_actor
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Forbidden, Invalid, NotFound
from yiguan.handling import queries, queues
from yiguan.handling.states import AnswerClass, EntryKind, HandlingState
from yiguan.people import appointing
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState


@pytest.mark.parametrize(
    ("role", "answer", "instruction"),
    [(Role.CONVENER, False, False), (Role.UNIT_LIAISON, True, False), (Role.OFFICER, True, True)],
)
def test_a_station_reads_no_case_and_a_unit_no_instruction(client, role, answer, instruction):
    handling = a_case(S.IN_PROGRESS)
    take(handling, "instruct", text="请住建局抓紧。")
    db.session.commit()
    unit = {Role.CONVENER: handling.sender, Role.UNIT_LIAISON: handling.unit}.get(role)
    client.sign_in(an_account(role, unit))
    for address in (f"/api/v1/handling-items/{handling.id}", f"/desk/handling/{handling.id}"):
        shown = client.get(address).text
        assert ("第1处建好了" in shown, "抓紧" in shown) == (answer, instruction), address


@pytest.mark.parametrize("state", [S.DRAFTED, S.CHECKED, S.UNIT_SIGNED])
def test_the_office_returns_what_a_signer_who_left_cannot(app, state):
    handling = a_case(state)
    take(handling, "return", by=an_officer())
    assert handling.state is S.IN_PROGRESS


@pytest.mark.row("RV-07")
def test_one_person_does_not_give_both_signatures(app):
    handling = a_case(S.CHECKED)
    leader = leader_of(handling)
    person = db.session.get_one(Person, leader.id)
    assert handling.unit is not None
    appointing.appoint(SYSTEM, person, handling.unit.id, Role.UNIT_LEADER)
    db.session.commit()
    both = leader_of(handling)
    take(handling, "sign", by=both)
    with pytest.raises(Forbidden):
        take(handling, "sign_off", by=both)


@pytest.mark.parametrize("step", ["close", "track"])
def test_nobody_but_the_worker_ends_the_time_for_rating(app, step):
    handling = a_case(S.REPLIED)
    with pytest.raises(Forbidden):
        take(handling, step, by=an_officer())


@pytest.mark.row("RV-06")
def test_what_is_late_is_not_paused(app):
    handling = a_case(S.DISPATCHED)
    with clock.at(clock.now() + timedelta(days=120)), refused_with("已经逾期"):
        take(handling, "pause")


def test_the_clock_goes_on_when_an_answer_is_handed_on(app):
    handling = a_case(S.IN_PROGRESS)
    take(handling, "pause")
    take(handling, "draft")
    assert handling.due_on is not None


def test_a_promise_whose_day_has_come_is_not_signed(app):
    handling = a_case(S.CHECKED, promise=True)
    with clock.at(clock.now() + timedelta(days=60)), refused_with("已经过了"):
        take(handling, "sign")


def test_only_what_is_planned_has_a_day(app):
    handling = a_case(S.RECEIVED)
    rows = [{**row, "promised_on": clock.today() + timedelta(days=9)} for row in answers(handling)]
    take(handling, "write", **written(rows))
    with pytest.raises(Invalid) as refused:
        take(handling, "draft")
    assert "只有 B 类" in refused.value.fields["answers-0-promised_on"][0]
    assert rows[0]["answer_class"] is AnswerClass.SOLVED


@pytest.mark.parametrize("retired", [True, False])
def test_a_case_goes_to_no_unit_that_the_form_does_not_offer(client, retired):
    handling = a_case()
    unit = a_department("撤了的局") if retired else a_district()
    if retired:
        unit.retired_on = clock.today()
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    form = {"unit": unit.code, "span": "quarter", "version": handling.version}
    assert client.submit(f"/desk/handling/{handling.id}/dispatch", form).status_code == 422
    assert whole(handling.id).state is S.PENDING


def test_a_day_that_was_refused_is_mended_in_the_same_form(client):
    handling = a_case()
    client.sign_in(an_account(Role.OFFICER))
    assert handling.unit is not None
    form = {"unit": handling.unit.code, "span": "day", "day": "2026-01-01"}
    address = f"/desk/handling/{handling.id}/dispatch"
    refused = client.submit(address, {**form, "version": handling.version})
    assert refused.status_code == 422
    shown = refused.text.partition('name="version" value="')[2].partition('"')[0]
    later = str(clock.today() + timedelta(days=30))
    assert client.submit(address, {**form, "day": later, "version": shown}).status_code == 302


@pytest.mark.row("RV-03")
def test_the_office_takes_a_wrong_assignment_back_and_a_draft_stays_its_units_own(client):
    handling, other = a_case(S.IN_PROGRESS), a_department("区城管局")
    take(handling, "redispatch", by=an_officer(), unit=other)
    take(handling, "receive")
    db.session.commit()
    assert queries.own_reply(handling) is None
    client.sign_in(an_account(Role.UNIT_LIAISON, other))
    assert "第1处建好了" not in client.page(f"/desk/handling/{handling.id}/reply")
    take(whole(handling.id), "write")
    assert [reply.version for reply in queries.replies_of(handling)] == [2, 1]


def test_an_extension_that_nobody_decided_ends_with_the_answer(app):
    handling = a_case(S.IN_PROGRESS)
    take(handling, "ask_extension")
    for step in ("draft", "countersign", "check", "sign", "sign_off", "send"):
        take(handling, step)
    assert handling.asked_days is None


@pytest.mark.row("RV-14")
def test_what_waits_for_a_co_unit_and_for_the_office_is_on_their_lists(app):
    handling = a_case(S.DRAFTED)
    helping = a_liaison(queries.co_units_of(handling)[0])

    def waits(actor):
        return [one.id for one in db.session.scalars(queries.listed(actor, queues.waits_for(actor)))]

    assert waits(helping) == [handling.id]
    take(handling, "countersign", by=helping)
    assert waits(helping) == []
    asking = a_case(S.IN_PROGRESS)
    take(asking, "ask_extension")
    assert asking.id in waits(an_officer())


def test_an_item_written_twice_is_refused(app):
    handling = a_case(S.RECEIVED)
    row = answers(handling)[0]
    with pytest.raises(Invalid):
        take(handling, "write", **written([row, row]))


def test_a_second_write_without_a_word_on_it_keeps_what_is_public(app):
    handling = a_case(S.RECEIVED)
    shut = {**written(answers(handling)), "openness": "shut"}
    take(handling, "write", **shut)
    take(handling, "write", **{**written(answers(handling)), "openness": None})
    assert str(last_reply(handling).openness) == "shut"


def test_a_note_with_a_telephone_is_not_kept(app):
    handling = a_case(S.DISPATCHED)
    with pytest.raises(Invalid):
        take(handling, "log", kind=EntryKind.CALL, text="和张三13912345678说好了。")
    assert list(queries.entries_of(handling, internal=True)) == []


def test_a_leader_with_an_account_of_any_number_can_be_named(client):
    handling = a_case(S.DRAFTED)
    take(handling, "countersign")
    leader = as_actor(an_account(Role.DISTRICT_LEADER, a_district(), name="程望之"))
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER, name="裴若谷"))
    form = {"leader": str(leader.id), "version": whole(handling.id).version}
    assert client.submit(f"/desk/handling/{handling.id}/check", form).status_code == 302
    assert whole(handling.id).leader_id == leader.id


def test_a_former_unit_reads_nothing_more(app):
    handling = a_case(S.DISPUTED)
    former = a_liaison(handling.unit)
    take(handling, "redispatch")
    with pytest.raises(NotFound):
        queries.get_handling(former, handling.id)
