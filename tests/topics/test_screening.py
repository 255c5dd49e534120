from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.calendar import due_day, limit_of
from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_chair, a_convener, an_account, an_officer
from tests.factories.topics import a_topic, walk
from tests.queries import counted
from yiguan import settings
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Forbidden, Invalid
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.topics import acts, proposing, queries
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicLevel, TopicState
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform

KINDS = {
    "return": ReasonKind.TOPIC_RETURN,
    "reject": ReasonKind.TOPIC_REJECT,
    "defer": ReasonKind.TOPIC_DEFER,
}


def now(topic):
    return db.session.get_one(Topic, topic.id, populate_existing=True)


def told(person_id):
    found = db.session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id))
    return [f"{notice.title} {notice.text}" for notice in found]


def with_lead(topic):
    """A lead in the topic."""
    lead = a_lead(topic.unit)
    perform(acts.ACCEPT, lead, by=a_convener(topic.unit), topic=topic)
    db.session.commit()
    return lead


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER))
    return client


def post(client, topic, act, **data):
    return client.submit(f"/desk/topics/{topic.id}/{act}", {"version": now(topic).version, **data})


def test_submitting_tells_the_office_and_starts_five_working_days(app):
    officer = an_officer()
    topic = a_topic(state=TopicState.SCREENING)
    assert topic.deadline
    assert topic.deadline.left(clock.today()) == 5
    assert topic.title in told(officer.id)[0]


@pytest.mark.parametrize("state", [TopicState.RETURNED, TopicState.APPROVED, TopicState.REJECTED, TopicState.DEFERRED])
def test_a_decision_ends_the_time_for_screening(app, state):
    topic = a_topic(state=state)
    assert (topic.due_on, limit_of(topic).ended_on, limit_of(topic).ended_late) == (None, clock.today(), False)


@pytest.mark.parametrize(("state", "act"), [(TopicState.RETURNED, "submit"), (TopicState.DEFERRED, "resume")])
def test_screening_again_has_its_full_time_and_the_first_one_stays_on_file(app, state, act):
    topic = a_topic(state=state)
    first = limit_of(topic)
    walk(an_officer(), topic, act)
    assert (limit_of(topic).start, limit_of(topic).length, limit_of(topic).after_id) == (clock.today(), 5, first.id)
    assert topic.due_on == limit_of(topic).due


def test_a_draft_that_is_merged_was_never_timed(app):
    topic = a_topic(state=TopicState.MERGED)
    assert (topic.due_on, topic.limit_id) == (None, None)


def test_the_page_prints_the_sum_while_the_topic_is_screened(office):
    topic = a_topic(state=TopicState.SCREENING)
    shown = f"{clock.day(due_day(topic))} <small>{limit_of(topic).explain}</small>"
    assert shown in office.page(f"/desk/topics/{topic.id}")
    post(office, topic, "approve")
    assert "审题期限" not in office.page(f"/desk/topics/{topic.id}")


def test_a_topic_is_not_submitted_before_it_says_where_and_who(app):
    unit = a_station()
    convener = a_convener(unit)
    topic = proposing.create_topic(convener, unit, title="题目", problem="什么事")
    with pytest.raises(Invalid) as refusal:
        perform(acts.SUBMIT, topic, by=convener)
    assert set(refusal.value.fields) == {"affected", "place"}


def test_the_office_approves_and_the_number_is_allotted(office):
    unit = a_station()
    first, second = a_topic(unit, TopicState.SCREENING), a_topic(unit, TopicState.SCREENING)
    assert post(office, first, "approve").status_code == 302
    post(office, second, "approve")
    year = clock.today().year
    assert [now(first).number, now(second).number] == [f"铜议〔{year}〕{unit.code}-01", f"铜议〔{year}〕{unit.code}-02"]


@pytest.mark.parametrize(("act", "state"), [("return", "RETURNED"), ("reject", "REJECTED"), ("defer", "DEFERRED")])
def test_a_refusal_takes_a_listed_reason_and_a_text_and_reaches_the_station(office, act, state):
    a_reason(KINDS[act], "why", "理由写在清单里")
    unit = a_station()
    convener, topic = a_convener(unit), a_topic(unit, TopicState.SCREENING)
    until = {"until": str(clock.today() + timedelta(days=30))} if act == "defer" else {}
    for lacking in ("reason", "text"):
        refused = post(office, topic, act, **{"reason": "why", "text": "请看。", **until, lacking: ""})
        assert (refused.status_code, now(topic).state) == (422, TopicState.SCREENING)
    post(office, topic, act, reason="why", text="请补上户数。", **until)
    assert (now(topic).state, entries_of(topic)[-1].reason) == (TopicState[state], "why")
    assert "理由写在清单里" in told(convener.id)[-1]
    assert "请补上户数。" in told(convener.id)[-1]


@pytest.mark.parametrize("act", ["reject", "defer"])
def test_whose_words_are_in_a_refused_topic_is_told_why(app, act):
    topic = a_topic()
    lead, officer = with_lead(topic), an_officer()
    perform(acts.SUBMIT, topic, by=officer)
    a_reason(KINDS[act])
    until = {"until": clock.today() + timedelta(days=30)} if act == "defer" else {}
    perform(machine(Topic)[act], topic, by=officer, reason="other", note="等资金安排。", **until)
    assert "等资金安排。" in told(lead.person_id)[-1]


def test_a_topic_is_deferred_to_a_day_that_lies_ahead(office):
    topic = a_topic(state=TopicState.SCREENING)
    a_reason(ReasonKind.TOPIC_DEFER)
    answer = post(office, topic, "defer", reason="other", text="等政策", until=str(clock.today()))
    assert (answer.status_code, 'id="until-error"' in answer.get_data(as_text=True)) == (422, True)


def test_merging_moves_all_leads_and_the_merged_topic_points_to_the_main_one(office):
    unit = a_station()
    main, merged = a_topic(unit), a_topic(unit)
    pair = [with_lead(main), with_lead(merged)]
    post(office, merged, "merge", into=main.id, text="是一件事，一起商量。")
    assert (now(merged).state, now(merged).merged_into_id) == (TopicState.MERGED, main.id)
    assert {stay.lead_id for stay in queries.leads_of(main)} == {lead.id for lead in pair}
    assert main.title in told(pair[1].person_id)[-1]
    page = office.page(f"/desk/topics/{merged.id}")
    assert f'href="/desk/topics/{main.id}"' in page


def test_a_chain_of_merges_points_to_the_last_main_topic(app):
    unit, officer = a_station(), an_officer()
    first, second, third = a_topic(unit), a_topic(unit), a_topic(unit)
    perform(acts.MERGE, first, by=officer, into=second, note="一件事")
    perform(acts.MERGE, second, by=officer, into=third, note="一件事")
    db.session.commit()
    assert now(first).merged_into_id == third.id


@pytest.mark.parametrize("wrong", ["itself", "closed"])
def test_a_topic_is_not_merged_into_itself_or_into_a_closed_one(office, wrong):
    topic = a_topic()
    target = topic if wrong == "itself" else a_topic(topic.unit, TopicState.REJECTED)
    assert post(office, topic, "merge", into=target.id, text="x").status_code == 409
    assert now(topic).state is TopicState.CANDIDATE


def test_reopening_begins_a_round_under_the_same_number(app):
    topic = a_topic(state=TopicState.ARCHIVED)
    number = topic.number
    perform(acts.REOPEN, topic, by=an_officer(), note="回头看，还差照明。")
    assert (topic.state, topic.round, topic.number) == (TopicState.APPROVED, 2, number)


def test_the_station_approves_its_own_small_topic_by_the_convener_who_did_not_submit_it(app):
    unit = a_station()
    one, other = a_convener(unit), a_convener(unit)
    topic = a_topic(unit, TopicState.SCREENING, by=one)
    with pytest.raises(Forbidden):
        perform(acts.APPROVE, topic, by=one)
    perform(acts.APPROVE, topic, by=other)
    assert (topic.state, entries_of(topic)[-1].role) == (TopicState.APPROVED, "convener")


def test_the_only_convener_of_a_station_may_approve_what_they_submitted(app):
    unit = a_station()
    only = a_convener(unit)
    topic = a_topic(unit, TopicState.SCREENING, by=only)
    perform(acts.APPROVE, topic, by=only)
    assert topic.state is TopicState.APPROVED


def test_a_district_topic_is_not_for_the_station_to_approve(app):
    unit = a_station()
    only = a_convener(unit)
    topic = a_topic(unit, TopicState.SCREENING, by=only, level=TopicLevel.DISTRICT)
    with pytest.raises(Forbidden):
        perform(acts.APPROVE, topic, by=only)
    perform(acts.APPROVE, topic, by=a_chair())
    assert topic.state is TopicState.APPROVED


def test_the_district_may_keep_approval_to_itself(app):
    unit = a_station()
    only = a_convener(unit)
    topic = a_topic(unit, TopicState.SCREENING, by=only)
    before = settings.enter(replace(app.settings, station_approves=False))
    with pytest.raises(Forbidden):
        perform(acts.APPROVE, topic, by=only)
    settings.leave(before)


@pytest.mark.parametrize("act", ["return", "reject", "defer"])
def test_a_convener_does_not_screen(client, act):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    topic = a_topic(unit, TopicState.SCREENING)
    data = {"reason": "other", "text": "x", "until": str(clock.today() + timedelta(days=9))}
    assert client.submit(f"/bench/topics/{topic.id}/{act}", data).status_code == 403
    assert now(topic).state is TopicState.SCREENING


def test_the_desk_queue_has_the_longest_waiting_first(office):
    with clock.at(clock.now() - timedelta(days=20)):
        late = a_topic(state=TopicState.SCREENING, title="早就该审的")
    fresh = a_topic(state=TopicState.SCREENING, title="今天报来的")
    page = office.page("/desk/topics")
    assert page.index(late.title) < page.index(fresh.title)
    assert "超" in page


@pytest.mark.parametrize("address", ["/desk/topics", "/bench/topics"])
def test_the_list_needs_the_same_few_statements_for_any_number_of_topics(office, address):
    sent = []
    first = a_topic(state=TopicState.SCREENING)
    for more in (19, 40):
        _copy(first, more)
        with counted() as statements:
            office.page(address)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 8


def _copy(topic, number):
    names = {column.key for column in Topic.__table__.columns} - {"id", "code", "limit_id"}
    fixed = {name: getattr(now(topic), name) for name in names}
    for n in range(number):
        db.session.add(Topic(**fixed, code=f"{number:02}{n:04}"))
    db.session.commit()


@pytest.mark.row("OF-02")
def test_a_double_tap_approves_once(office):
    topic = a_topic(state=TopicState.SCREENING)
    data = {"csrf_token": office.csrf(), "version": topic.version, "once": "ABC234"}
    address = f"/desk/topics/{topic.id}/approve"
    first = office.post(address, data=data)
    again = super(type(office), office).open(address, method="POST", data=data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert [entry.act for entry in entries_of(topic)].count("approve") == 1


@pytest.mark.parametrize(("role", "answer"), [(Role.CONVENER, 200), (Role.COMMITTEE_STAFF, 404)])
def test_a_lead_in_a_topic_is_linked_only_for_whoever_may_open_it(client, role, answer):
    topic = a_topic(state=TopicState.CANDIDATE)
    lead = with_lead(topic)
    client.sign_in(an_account(role, topic.unit if role is Role.CONVENER else None))
    page = client.page(f"/bench/topics/{topic.id}")
    assert lead.text in page
    assert client.get(f"/bench/leads/{lead.id}").status_code == answer
    assert (f"/bench/leads/{lead.id}" in page) is (answer == 200)
