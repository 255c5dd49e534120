from datetime import timedelta

import pytest

from tests.factories.notifications import a_message, a_notice, delivery_of
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.working import work_off
from yiguan.base import clock
from yiguan.notifications import channels, delivery, jobs
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.people import residents, vault
from yiguan.people.states import PersonKind, Role
from yiguan.store.db import db

SMS = NoticeChannel.SMS


@pytest.fixture(autouse=True)
def _empty_outbox(app):
    """What tests that commit for real have left behind is none of ours."""
    db.session.query(Delivery).delete()


@pytest.fixture
def console(installed):
    installed(sms="console")


def waiting() -> Notice:
    return a_notice(a_resident().id, a_station(), channel=SMS)


def refuse(delivery: Delivery) -> None:
    raise channels.NotSent("over_quota")


def break_(delivery: Delivery) -> None:
    raise ValueError("13800007788 张大山")


def by(sender):
    return {SMS: sender}


def test_a_page_shows_its_notice_at_once(app):
    shown = delivery_of(a_notice(a_resident().id, a_station()))
    assert (shown.channel, shown.state) == (NoticeChannel.PAGE, NoticeState.SENT)
    assert shown.sent_at
    assert work_off(jobs.JOBS) == 0


def test_the_same_event_reaches_a_person_once(console):
    station, person = a_station(), a_resident("吴桂英", "13800005566")
    notice = a_notice(person.id, station)
    assert tell(notice.event, [person.id], a_message("又一次"), about=station) == 0
    assert tell(f"{notice.event}-2", [person.id], a_message("另一件"), about=station) == 1
    assert db.session.query(Delivery).filter_by(channel=SMS).count() == 2


def test_more_people_than_the_largest_hall_holds_are_told_by_one_act(app):
    people = [vault.new_person(PersonKind.RESIDENT, "张大山") for _ in range(6_000)]
    db.session.add_all(people)
    db.session.flush()
    station = a_station()
    assert tell("thanks", [one.id for one in people], a_message(), about=station, unit_id=station.id) == 6_000
    assert db.session.query(Delivery).count() == 6_000


def test_a_line_for_the_printed_list_waits_for_a_person(console):
    station = a_station()
    notice = a_notice(residents.resident_at_desk("钱阿婆").id, station, unit=station)
    assert work_off(jobs.JOBS) == 0
    assert delivery_of(notice).state is NoticeState.WAITING


@pytest.mark.row("NT-01")
def test_whoever_has_a_whole_number_gets_a_message_beside_the_page_or_the_call(console):
    station = a_station()
    for person, channel in (
        (a_resident("吴桂英", "13800005566"), NoticeChannel.PAGE),
        (residents.resident_at_desk("钱阿婆", phone="13800005567"), NoticeChannel.PRINTED),
    ):
        notice = a_notice(person.id, station, unit=station)
        assert delivery_of(notice, channel)
        assert delivery_of(notice, SMS).state is NoticeState.WAITING
    assert work_off(jobs.JOBS) == 2
    assert db.session.query(Delivery).filter_by(channel=SMS, state=NoticeState.SENT).count() == 2


def test_nobody_gets_a_message_where_none_are_sent(app):
    assert delivery_of(a_notice(a_resident("吴桂英", "13800005566").id, a_station())).channel is NoticeChannel.PAGE


def test_the_console_says_neither_whom_nor_what(console, capsys):
    a_notice(a_resident("吴桂英", "13800005566").id, a_station(), title="您反映的事已采用")
    work_off(jobs.JOBS)
    said = "".join(capsys.readouterr())
    assert "channel=sms" in said
    assert not any(word in said for word in ("吴桂英", "13800005566", "您反映的事已采用"))


def test_a_delivery_in_one_workers_hand_is_taken_by_no_other(app):
    waiting()
    assert len(delivery.claim(10, [SMS])) == 1
    assert delivery.claim(10, [SMS]) == []
    with clock.at(clock.now() + delivery.LEASE):
        assert len(delivery.claim(10, [SMS])) == 1


def test_a_worker_whose_lease_has_ended_notes_nothing(app):
    notice = waiting()
    (late,) = delivery.claim(10, [SMS])
    db.session.expunge(late)
    with clock.at(clock.now() + delivery.LEASE):
        (mine,) = delivery.claim(10, [SMS])
    delivery.note(late, "timeout")
    assert delivery_of(notice).fault == ""
    delivery.note(mine)
    assert delivery_of(notice).state is NoticeState.SENT


def test_a_refused_message_climbs_the_ladder_and_then_fails_in_sight(app):
    notice, moment = waiting(), clock.now()
    waits = [timedelta(), *delivery.RETRY_AFTER[1:]]
    for wait in waits:
        moment += wait + timedelta(seconds=1)
        with clock.at(moment):
            assert delivery.deliver(by=by(refuse)) == 1
    failed = delivery_of(notice)
    assert (failed.state, failed.fault) == (NoticeState.FAILED, "over_quota")
    assert failed.tries == len(delivery.RETRY_AFTER)


def test_a_fault_of_a_gateways_library_is_kept_without_its_words(app):
    notice, other = waiting(), waiting()
    assert delivery.deliver(by=by(break_)) == 2
    assert [delivery_of(one).fault for one in (notice, other)] == ["ValueError", "ValueError"]


@pytest.mark.parametrize("rung", range(1, len(delivery.RETRY_AFTER)))
def test_a_delivery_is_not_tried_before_its_rung(app, rung):
    tried = delivery_of(waiting())
    tried.tries = rung
    db.session.flush()
    delivery.note(tried, "refused")
    due = delivery_of(db.session.get_one(Notice, tried.notice_id)).next_try_at - clock.now()
    assert delivery.RETRY_AFTER[rung] - timedelta(seconds=5) < due <= delivery.RETRY_AFTER[rung]


def test_a_program_reads_by_which_channels_it_was_told(client):
    convener = an_account(Role.CONVENER, a_station())
    a_notice(convener.person_id, a_station())
    client.sign_in(convener)
    (notice,) = client.get("/api/v1/notices").json["items"]
    assert notice["state"] == "sent"
    assert [(one["channel"], one["state"]) for one in notice["deliveries"]] == [("page", "sent")]
