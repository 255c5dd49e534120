"""A new code key: what was printed or sent is valid until the earlier key is retired; what is made is under the new."""

import pytest

from tests.factories.keys import after_replacing, retired
from tests.factories.meetings import a_meeting, the_runner
from tests.factories.new_phones import a_move
from tests.factories.registrations import a_registration
from yiguan.attendance import codes, entry, helper_links, known, receipts
from yiguan.attendance.doors import reading, spoken
from yiguan.attendance.facts import Worth
from yiguan.attendance.scenes import scan
from yiguan.base import clock
from yiguan.hallbox import contents
from yiguan.meetings import parts
from yiguan.meetings.keys import fingerprint
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.new_phones import queries as moves
from yiguan.new_phones.states import MoveState
from yiguan.registrations import keys, passes
from yiguan.registrations.models import Registration
from yiguan.settings import settings
from yiguan.store.db import db


@pytest.fixture
def meeting(app):
    return a_meeting(MeetingState.IN_PROGRESS, starts_at=clock.now())


@pytest.fixture
def replace(installed):
    return lambda: installed(keys=after_replacing("code"))


@pytest.fixture
def retire(installed):
    def act():
        keys.make_anew(settings().keys)
        db.session.commit()
        installed(keys=retired("code"))

    return act


def worth(text):
    code = codes.parse(text)
    assert code
    scene = scan(code.meeting, 1)
    assert scene
    return reading.worth_of(code, scene, parts.of(scene), settings())[1]


def printed(meeting):
    return codes.mint_of(settings().keys, meeting).printed()


def test_a_printed_code_is_valid_until_the_earlier_key_is_retired(meeting, replace, retire):
    before = printed(meeting)
    replace()
    now = printed(meeting)
    assert (now != before, worth(before), worth(now)) == (True, Worth.GOOD, Worth.GOOD)
    retire()
    assert (worth(before), worth(now)) == (Worth.UNKNOWN, Worth.GOOD)


def test_a_code_of_an_earlier_epoch_stays_one_of_those_that_were_valid(meeting, replace):
    before = printed(meeting)
    replace()
    meeting.epoch += 1
    db.session.commit()
    assert worth(before) is Worth.FORMER


def test_the_number_that_was_just_read_out_still_opens(meeting, replace):
    number = codes.mint_of(settings().keys, meeting).spoken(codes.window_of(clock.now()))
    replace()
    assert spoken.find_code(meeting.unit.code, number, settings())


def test_a_personal_code_stays_until_the_earlier_key_is_retired(meeting, replace, retire):
    line = a_registration(a_meeting())
    before = passes.code_of(line, settings())
    replace()
    assert passes.code_of(line, settings()) == before
    found = passes.find(before, settings())
    assert found is not None
    assert (found.registration.id, found.revoked) == (line.id, False)
    retire()
    assert passes.find(before, settings()) is None
    found = passes.find(passes.code_of(db.session.get_one(Registration, line.id), settings()), settings())
    assert found is not None
    assert found.registration.id == line.id


def test_a_new_line_has_its_code_under_the_new_key(meeting, replace, retire):
    meeting = a_meeting()
    a_registration(meeting)
    replace()
    line = a_registration(meeting)
    code = passes.code_of(line, settings())
    retire()
    found = passes.find(code, settings())
    assert found is not None
    assert found.registration.id == line.id


def test_the_desk_knows_codes_of_both_keys_here_and_of_other_meetings(meeting, replace):
    here, elsewhere = a_registration(a_meeting()), a_registration(a_meeting())
    old = [passes.code_of(line, settings()) for line in (here, elsewhere)]
    replace()
    meeting = db.session.get_one(Meeting, here.meeting_id)
    guests = known.guests_of(meeting, settings().keys, old)
    assert [guests.by_code(code).person_id for code in old] == [here.person_id, elsewhere.person_id]
    assert guests.by_code(old[1]).code is Worth.ELSEWHERE
    assert guests.by_code(old[0][-5:]).person_id == here.person_id


def test_a_pack_has_the_posters_of_both_keys_and_one_code_for_each_person(meeting, replace):
    meeting = a_meeting()
    lines = [a_registration(meeting)]
    posters = {printed(meeting)}
    replace()
    lines.append(a_registration(meeting))
    posters.add(printed(meeting))
    made = contents.contents_of(the_runner(meeting.unit), meeting)["codes"]
    wanted = posters | {passes.code_of(line, settings()) for line in lines}
    assert {one["fingerprint"] for one in made} == {fingerprint(meeting.code, code).hex() for code in wanted}


def test_an_open_page_a_helpers_cookie_and_links_go_on(meeting, replace):
    receipt = receipts.issue(settings().keys.code, meeting.id, 1, "screen", clock.now())
    link = helper_links.make(the_runner(meeting.unit), meeting, pin="4711", shown=False)
    token, move = helper_links.token_of(link), a_move(MoveState.OPEN)
    code, proof = moves.code_of(move), entry._proof(settings().keys.code, token, 7)
    replace()
    assert receipts.read(settings().keys.ring("code"), receipt)
    assert (helper_links.token_of(link), moves.code_of(move)) == (token, code)
    assert proof in [entry._proof(key, token, 7) for key in settings().keys.ring("code")]
