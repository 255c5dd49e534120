"""An evening without internet at the box, then home through the real API: nothing lost, nobody counted twice."""

import random
from collections import Counter

import pytest

from tests.factories.attendance import Phone, the_code
from tests.factories.meetings import a_meeting_now, some_parts, take, the_runner
from tests.factories.reception import a_guest, a_record, send, the_personal_code
from tests.sampling import sample
from yiguan import box as launcher
from yiguan.attendance import known
from yiguan.attendance.closing import figures, settling
from yiguan.attendance.doors import moving
from yiguan.attendance.ledger import counts, undoing
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState, Way
from yiguan.hallbox import delivery, sending
from yiguan.hallbox import service as hallbox
from yiguan.hallbox.packs import PackRefused
from yiguan.hallbox.queries import meeting_of, packs_of
from yiguan.meetings import parts
from yiguan.people.models import Person
from yiguan.store.db import db

S = CheckInState
LISTED = ("钱芷兰", "孙建国", "李秀英", "周桂花")


def desk(meeting, settings, *records):
    return send(meeting, *records, settings=settings)


def a_list(home):
    """Four people of the list, with their personal codes as home gave them out; the last one has a new one since."""
    with home.at_work() as meeting:
        lines = [a_guest(meeting, name, settings=home.settings) for name in LISTED]
        found = [(str(line.person_id), the_personal_code(line, home.settings)) for line in lines]
        lines[-1].epoch += 1
        return found


def scan(box, name):
    """Somebody's own phone at the box's screen."""
    with box.at_work() as meeting:
        code = the_code(meeting)
    phone = Phone(box.app.test_client())
    phone.scan(code)
    answer = phone.tap(name, follow=False)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def an_evening(box, listed):
    """66 scans: 61 phones by the screen's code, one of them with a name of the list, one undone; at the desk one of the
    list by code and again by hand, one by hand, an old code, one that nobody can read."""
    tapped = [scan(box, f"居民{at}") for at in range(60)] + [scan(box, "周桂花")]
    with box.at_work() as meeting:
        person, code = listed[0]
        desk(meeting, box.settings, a_record(code=code), a_record(person=listed[1][0]), a_record(code=listed[3][1]))
        desk(meeting, box.settings, a_record(person=person), a_record(code="weixin://odd"))
        runner = the_runner(meeting.unit)
        undoing.undo(runner, meeting, db.session.get_one(CheckIn, tapped[0]), reason="left")
        meeting_id = meeting.id
    with box.app.app_context():
        return counts.balance(meeting_id)


def totals(home):
    with home.at_work() as meeting:
        balance = figures.balance_of(meeting)
        line = next(line for line in balance.lines if line.label == "会场盒子")
        assert line.made == line.scans + line.missing, "the equation of the box's line"
        return {state: n for state, n in balance.total.states.items() if n}, balance.came.arrived, line.missing


@pytest.mark.row("OF-03")
@pytest.mark.row("N08")
@pytest.mark.row("N06")
def test_sixty_phones_check_in_at_the_box_and_are_counted_once_at_home(home, a_box):
    listed = a_list(home)
    box = a_box()
    there = an_evening(box, listed)
    assert {str(state): n for state, n in there.items() if n} == {
        "counted": 62, "duplicate": 1, "undone": 1, "refused": 1, "unresolved": 1,
    }  # fmt: skip
    with home.at_work() as meeting:
        desk(meeting, home.settings, a_record(person=listed[0][0]), a_record(code="unknown at home"))
    answered, trouble = box.send()
    assert (len(answered), trouble) == (66, "")
    expected = {"counted": 61, "duplicate": 2, "undone": 1, "refused": 1, "unresolved": 3}
    assert totals(home) == (expected, 61, 0), "one was counted at both sides, one name stands on the list"
    box.send()
    assert totals(home) == (expected, 61, 0), "merged twice"


@pytest.mark.row("N08")
@pytest.mark.walk
@pytest.mark.parametrize("seed", sample(range(10), of=1))
def test_half_of_it_first_and_in_another_order_gives_the_same_totals(home, a_box, seed):
    listed = a_list(home)
    box = a_box()
    an_evening(box, listed)
    parcel, order = box.parcel(), random.Random(seed)  # noqa: S311 - no secret
    pairs = list(zip(parcel.scans, parcel.records, strict=True))
    half = order.sample(pairs, 31)
    box.send(sending.Parcel(parcel.device, *map(list, zip(*half, strict=True))))
    order.shuffle(pairs)
    box.send(sending.Parcel(parcel.device, *map(list, zip(*pairs, strict=True))))
    assert totals(home) == ({"counted": 61, "duplicate": 1, "undone": 1, "refused": 1, "unresolved": 2}, 61, 0)
    assert totals_of(box) == (66, 66, 0, 2)


@pytest.mark.row("N08")
@pytest.mark.row("CK-14")
def test_the_stops_of_a_visit_and_who_left_travel_too(home, a_box):
    with home.at_work() as meeting:
        meeting.tracks_exit = True
        parts.write(meeting, some_parts(meeting.starts_at))
    ((person, code), *_) = a_list(home)
    box = a_box()
    tapped = scan(box, "陈桂花")
    with box.at_work() as meeting:
        moving.move(meeting, db.session.get_one(CheckIn, tapped), Way.OUT, key="move-1")
        desk(meeting, box.settings, a_record(code=code, part=2), a_record(person=person, part=1))
        desk(meeting, box.settings, a_record(person=person, part=2, way="out"))
        there = counts.by_part(meeting.id), [counts.present(meeting.id, part) for part in (1, 2)]
    box.send()
    with home.at_work() as meeting:
        assert (counts.by_part(meeting.id), [counts.present(meeting.id, part) for part in (1, 2)]) == there
        assert there == ({1: 2, 2: 1}, [1, 0])
    assert totals(home) == ({"counted": 3, "moved": 2}, 2, 0)


def totals_of(box):
    with box.at_work() as meeting:
        told = delivery.of(meeting.id)
        return told.made, told.arrived, told.left, told.waiting


def test_what_was_undone_and_settled_after_it_was_sent_follows(home, a_box):
    listed = a_list(home)
    box = a_box()
    tapped = scan(box, "陈桂花")
    with box.at_work() as meeting:
        (odd,) = desk(meeting, box.settings, a_record(code="weixin://odd"))
    box.send()
    with box.at_work() as meeting:
        runner = the_runner(meeting.unit)
        undoing.undo(runner, meeting, db.session.get_one(CheckIn, tapped), reason="left")
        settling.settle(
            runner, meeting, db.session.get_one(CheckIn, odd.id), person=listed[0][0], settings=box.settings
        )
    assert totals_of(box) == (2, 0, 2, 0), "changed since it was sent"
    box.send()
    assert totals(home) == ({"counted": 1, "undone": 1}, 1, 0)
    assert totals_of(box) == (2, 2, 0, 0)


@pytest.mark.row("N08")
def test_a_line_that_breaks_half_way_is_taken_up_again(home, a_box, monkeypatch):
    box = a_box()
    for at in range(5):
        scan(box, f"居民{at}")
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    calls: Counter[str] = Counter()

    def broken(body):
        calls["sent"] += 1
        if calls["sent"] == 2:
            home.post(box.pack["secret"])(body)  # it arrived, and its answer did not
            raise sending.NotSent("断了")
        return home.post(box.pack["secret"])(body)

    answered, trouble = box.send(post=broken)
    assert (len(answered), trouble) == (2, "断了")
    assert totals(home) == ({"counted": 4}, 4, 1), "one has not come yet, the sheet says so"
    assert totals_of(box)[:3] == (5, 2, 3)
    box.send()
    assert totals(home) == ({"counted": 5}, 5, 0)
    assert totals_of(box)[:3] == (5, 5, 0)


def test_two_boxes_of_one_pack_are_two_devices(home, a_box):
    first, second = a_box(), a_box()
    scan(first, "陈桂花")
    scan(second, "陈桂花")
    scan(second, "王建国")
    first.send()
    second.send()
    with home.at_work() as meeting:
        balance = figures.balance_of(meeting)
        assert [line.label for line in balance.lines if line.made] == ["会场盒子第 1 台", "会场盒子第 2 台"]
        assert {state: n for state, n in balance.total.states.items() if n} == {"counted": 2, "unresolved": 1}


def test_a_box_whose_pack_was_revoked_comes_home_with_a_new_one(home, a_box):
    """Nothing that was acknowledged is lost because a secret died."""
    box = a_box()
    scan(box, "陈桂花")
    with home.at_work() as meeting:
        hallbox.revoke_pack(home.runner, meeting, packs_of(meeting)[0])
    assert "已经收回" in box.send()[1]
    blob, key = home.pack()
    launcher._renew(box.app, blob, key)
    with box.app.app_context():
        box.pack["secret"] = sending.home_of(box.the_box(), meeting_of(box.the_box())).secret
    assert box.send()[1] == ""
    assert totals(home) == ({"counted": 1}, 1, 0)


def test_a_new_pack_of_another_meeting_opens_nothing(home, a_box):
    box = a_box()
    with home.at_work() as meeting:
        other = a_meeting_now(unit=meeting.unit)
        pack, key = hallbox.make_pack(home.runner, other)
        blob = hallbox.take_along(home.runner, other, pack, key)
    with pytest.raises(PackRefused, match="另一场会"):
        launcher._renew(box.app, blob, key)


def test_a_cancelled_meeting_counts_nobody_and_the_box_says_why(home, a_box):
    box = a_box()
    scan(box, "陈桂花")
    with home.at_work() as meeting:
        take(the_runner(meeting.unit), meeting, "cancel")
    box.send()
    with box.at_work() as meeting:
        told = delivery.of(meeting.id).sentences
    assert "平台上这场会已经取消，有 1 次没有算到会，记录都在。" in told


def test_nothing_that_was_typed_at_the_box_but_names_travels(home, a_box):
    box = a_box()
    with box.at_work() as meeting:
        code = the_code(meeting)
    phone = Phone(box.app.test_client())
    phone.scan(code)
    phone.tap("陈桂花", phone="13800001234")
    assert "13800001234" not in repr(box.parcel().records)


def test_an_empty_evening_is_told_too(home, a_box):
    box = a_box()
    assert box.send() == ([], "")
    with home.at_work() as meeting:
        (line,) = [line for line in figures.balance_of(meeting).lines if line.made is not None]
    assert (line.label, line.made) == ("会场盒子", 0)


def test_people_of_the_box_come_home_as_themselves(home, a_box):
    listed = a_list(home)
    box = a_box()
    scan(box, "陈桂花")
    with box.at_work() as meeting:
        desk(meeting, box.settings, a_record(person=listed[2][0]))
    box.send()
    with home.at_work() as meeting:
        came = {guest.person_id: name for guest, name, phone in known.people_of(meeting, home.settings.keys)}
        stranger = next(person for person, name in came.items() if name == "陈桂花")
        assert came[int(listed[2][0])] == "李秀英"
        assert db.session.get_one(Person, stranger).phone is None
