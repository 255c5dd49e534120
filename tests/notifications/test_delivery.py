from datetime import timedelta

import pytest

from tests.factories.notifications import a_notice
from tests.factories.organisation import a_station
from tests.factories.people import a_resident
from tests.factories.working import work_off
from yiguan.base import clock
from yiguan.notifications import delivery, jobs
from yiguan.notifications.models import Notice
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.people import residents, vault
from yiguan.people.states import PersonKind
from yiguan.store.db import db


@pytest.fixture(autouse=True)
def _empty_outbox(app):
    """What tests that commit for real have left behind is none of ours."""
    while delivery.deliver():
        pass


def waiting() -> Notice:
    return a_notice(a_resident().id, a_station())


def refuse(notice: Notice) -> None:
    raise delivery.NotSent


REFUSING = {NoticeChannel.PAGE: refuse}


def now(notice: Notice) -> Notice:
    db.session.refresh(notice)
    return notice


def test_a_notice_for_a_page_is_sent_at_once(app):
    notice = waiting()
    assert work_off(jobs.JOBS) == 1
    assert now(notice).state is NoticeState.SENT
    assert notice.sent_at
    assert work_off(jobs.JOBS) == 0


def test_the_same_event_reaches_a_person_once(app):
    notice, station = waiting(), a_station()
    assert tell(notice.event, [notice.person_id], about=station, title="又一次") == 0
    assert tell(f"{notice.event}-2", [notice.person_id], about=station, title="另一件") == 1


def test_more_people_than_the_largest_hall_holds_are_told_by_one_act(app):
    people = [vault.new_person(PersonKind.RESIDENT, "张大山") for _ in range(6_000)]
    db.session.add_all(people)
    db.session.flush()
    assert tell("thanks", [person.id for person in people], about=a_station(), title="谢谢您来") == 6_000


def test_a_line_for_the_printed_list_waits_for_a_person(app):
    station = a_station()
    notice = a_notice(residents.resident_at_desk("钱阿婆").id, station, unit=station)
    assert delivery.deliver() == 0
    assert now(notice).state is NoticeState.WAITING


def test_a_notice_in_one_workers_hand_is_taken_by_no_other(app):
    waiting()
    assert len(delivery.claim(10, [NoticeChannel.PAGE])) == 1
    assert delivery.claim(10, [NoticeChannel.PAGE]) == []
    with clock.at(clock.now() + delivery.LEASE):
        assert len(delivery.claim(10, [NoticeChannel.PAGE])) == 1


def test_a_refused_notice_climbs_the_ladder_and_then_fails_in_sight(app):
    notice, moment = waiting(), clock.now()
    waits = [timedelta(), *delivery.RETRY_AFTER[1:]]
    for wait in waits:
        moment += wait + timedelta(seconds=1)
        with clock.at(moment):
            assert delivery.deliver(senders=REFUSING) == 1
    assert now(notice).state is NoticeState.FAILED
    assert notice.tries == len(delivery.RETRY_AFTER)


@pytest.mark.parametrize("rung", range(1, len(delivery.RETRY_AFTER)))
def test_a_notice_is_not_tried_before_its_rung(app, rung):
    notice = waiting()
    notice.tries = rung
    delivery.put_off(notice)
    due = now(notice).next_try_at - clock.now()
    assert delivery.RETRY_AFTER[rung] - timedelta(seconds=5) < due <= delivery.RETRY_AFTER[rung]
