"""Whatever is joined and parted by whichever proof: no row is lost, and every figure counts a person once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from time import sleep

import hypothesis
import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples
from sqlalchemy import select

from tests.factories.attendance import a_check_in, in_two_workers, rows
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_resident
from tests.factories.topics import a_topic
from yiguan.attendance import story
from yiguan.attendance.closing import bursts
from yiguan.attendance.ledger import counts
from yiguan.attendance.states import BurstKind
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict
from yiguan.leads import supporting
from yiguan.leads.models import Lead, LeadSupport
from yiguan.meetings.models import Meeting
from yiguan.minutes.queries import present_at
from yiguan.people import joining
from yiguan.people.models import Alias, Person
from yiguan.people.states import JoinProof, PublicName
from yiguan.progress import erasing
from yiguan.settings import Settings
from yiguan.store.db import db, transaction
from yiguan.topics import face
from yiguan.topics.models import Support, Topic, TopicLead
from yiguan.web.app import Yiguan

SIZE = 4
_numbers = count(1)
places = integers(0, SIZE - 1)
PROOFS = (JoinProof.STAFF, JoinProof.RECEIPTS)
joins = tuples(sampled_from(PROOFS), places, places)
steps = lists(joins | tuples(sampled_from(["part"]), places, places), min_size=2, max_size=9)


class Figures:
    """Four records that came to one meeting, support one topic and find one lead alike."""

    def __init__(self) -> None:
        station = a_station()
        self.meeting, self.lead, self.topic = a_meeting_now(unit=station), a_lead(station), a_topic(station)
        names = [f"李秀英{next(_numbers)}" for _ in range(SIZE)]
        self.ids = [a_check_in(self.meeting, name).person_id or 0 for name in names]
        for number in self.ids:
            db.session.add(Support(topic_id=self.topic.id, person_id=number, at=clock.now()))
            db.session.add(LeadSupport(lead_id=self.lead.id, person_id=number, at=clock.now()))
        db.session.commit()

    def of_meeting(self) -> set[int]:
        meeting: Meeting = self.meeting
        told = story._came([meeting.id])[meeting.id]
        present = counts.present(meeting.id, 1), counts.by_part(meeting.id)[1]
        by_kind = counts.attendance(meeting.id).arrived, sum(present_at(meeting).values()), sum(told.values())
        return {*present, *by_kind}

    def of_matters(self) -> set[int]:
        lead: Lead = self.lead
        topic: Topic = self.topic
        return {supporting.supporters(lead), face.supporters(topic)}

    def reviewed(self) -> list[set[int]]:
        found = (burst for burst in bursts.bursts_of(self.meeting) if burst.kind is BurstKind.JOINED)
        return [{row.person_id or 0 for row in burst.rows} for burst in found]


def running() -> list[Alias]:
    return list(db.session.scalars(select(Alias).where(Alias.undone_at.is_(None)).order_by(Alias.id)))


def groups(ids: list[int], edges: dict[int, tuple[int, int]]) -> list[set[int]]:
    """Which records hang together by the joins that still run."""
    found = [{number} for number in ids]
    for one, other in edges.values():
        touched = [group for group in found if group & {one, other}]
        found = [group for group in found if group not in touched] + [set().union(*touched)]
    return found


@pytest.mark.row("PS-01")
@hypothesis.settings(max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_row_is_lost_and_nobody_counts_twice(app, steps):
    figures = Figures()
    edges: dict[int, tuple[int, int]] = {}
    for what, one, other in steps:
        if what == "part":
            mine = [alias for alias in running() if alias.id in edges]
            if mine:
                alias = mine[one % len(mine)]
                joining.part(SYSTEM, alias)
                del edges[alias.id]
        else:
            try:
                alias = joining.unite(SYSTEM, figures.ids[one], figures.ids[other], what)
            except Conflict:
                continue
            edges[alias.id] = (alias.person_id, alias.main_id)
        db.session.commit()
        together = groups(figures.ids, edges)
        assert figures.of_meeting() == figures.of_matters() == {len(together)}
        assert sorted(sorted(g) for g in figures.reviewed()) == sorted(sorted(g) for g in together if len(g) > 1)
        assert rows(figures.meeting) == SIZE


@pytest.mark.parametrize("proof", PROOFS)
def test_one_proposer_with_two_records_is_one_and_hides_where_they_hid_once(app, proof):
    station, topic = a_station(), a_topic()
    people = a_resident("李秀英"), a_resident("李秀瑛")
    for person, choice in zip(people, (PublicName.NAME, PublicName.ANONYMOUS), strict=True):
        lead = a_lead(station)
        lead.person_id, lead.public_name = person.id, choice
        db.session.add(TopicLead(topic_id=topic.id, lead_id=lead.id, joined_at=clock.now()))
    db.session.commit()
    assert face.proposers(topic).startswith("李秀英和")
    joining.unite(SYSTEM, people[0].id, people[1].id, proof)
    db.session.commit()
    assert "李" not in face.proposers(topic)


def test_of_two_joins_at_once_the_second_sees_the_first(real_app):
    """C is B and B is A: else C would be counted as B, who is counted as A."""
    with real_app.app_context():
        db.session().info["writing"] = True
        a, b, c = (a_resident(name).id for name in ("李秀英", "李秀瑛", "李秀影"))
        db.session.remove()
    pairs = iter([(a, b), (b, c)])

    def unite(_: Settings) -> int:
        one, other = next(pairs)
        joining.unite(SYSTEM, one, other, JoinProof.STAFF)
        return 1

    assert in_two_workers(real_app, unite) == [1, 1]
    with real_app.app_context():
        assert {alias.main_id for alias in running()} == {a}


def while_it_waits(app: Yiguan, first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second begins when the first has done everything but commit."""
    done = Event()

    def begin() -> None:
        with app.app_context(), transaction():
            first()
            db.session.flush()
            done.set()
            sleep(0.3)

    def follow() -> None:
        done.wait(10)
        with app.app_context(), transaction():
            second()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(begin), pool.submit(follow)]:
            one.result()


def four(app: Yiguan) -> list[int]:
    """Committed for real, the first the oldest."""
    with app.app_context(), transaction():
        for alias in running():
            joining.part(SYSTEM, alias)
        return [a_resident(f"李秀英{next(_numbers)}").id for _ in range(4)]


def mains(app: Yiguan) -> dict[int, int]:
    with app.app_context():
        return {alias.person_id: alias.main_id for alias in running()}


def test_what_follows_a_parting_stays_with_the_parted_one(real_app):
    """B came to V with A: when A is parted, B is A again, and no join of V takes it along."""
    w, v, a, b = four(real_app)
    with real_app.app_context(), transaction():
        joining.unite(SYSTEM, a, b, JoinProof.STAFF)
        joined = joining.unite(SYSTEM, v, a, JoinProof.STAFF).id

    def part() -> None:
        joining.part(SYSTEM, db.session.get_one(Alias, joined))

    while_it_waits(real_app, part, lambda: joining.unite(SYSTEM, w, v, JoinProof.STAFF))
    assert mains(real_app) == {v: w, b: a}


def test_nobody_is_taken_in_by_a_record_that_is_being_joined(real_app):
    _, v, a, b = four(real_app)
    refused = []

    def take_in() -> None:
        person, main = (db.session.get_one(Person, number) for number in (b, a))
        try:
            joining.take_in(SYSTEM, person, main, JoinProof.OLD_PHONE)
        except Conflict as conflict:
            refused.append(conflict.code)

    while_it_waits(real_app, lambda: joining.unite(SYSTEM, v, a, JoinProof.STAFF), take_in)
    assert (refused, mains(real_app)) == (["joined_elsewhere"], {a: v})


def test_parting_gives_no_phone_to_somebody_erased(app):
    main, person = a_resident("李秀英"), a_resident("李秀瑛")
    alias = joining.take_in(SYSTEM, person, main, JoinProof.OLD_PHONE)
    erasing._erase([person])
    db.session.commit()
    db.session.expire_all()
    joining.part(SYSTEM, alias)
    assert person.device_id is None


def test_a_join_by_receipts_counts_and_shows_nothing(app):
    phone, beside = db.session.get_one(Person, a_resident("李秀英").id), a_resident("李秀瑛")
    phone.device_id = None
    db.session.commit()
    alias = joining.unite(SYSTEM, phone.id, beside.id, JoinProof.RECEIPTS)
    assert joining.counted_as(alias.main_id) == [beside.id, phone.id]
    assert joining.shown_as(beside.id) == [beside.id]
