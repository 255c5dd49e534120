"""The evening of the feature list: 500 scans on two devices without a network, sent in pieces, twice, in any order."""

import random

import pytest

from tests.factories.meetings import a_meeting_now
from tests.factories.reception import a_record, send, the_personal_code
from tests.sampling import sample
from yiguan.attendance.closing import figures
from yiguan.base import clock
from yiguan.meetings.keys import code_key
from yiguan.people import vault
from yiguan.people.states import PersonKind
from yiguan.registrations import codes
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.store.db import db

DEVICES = ("a" * 32, "b" * 32)
PEOPLE, BOTH, GONE, UNKNOWN = 445, 40, 5, 10
"""Who is scanned; at both devices; taken off the list since; codes nobody knows: together 500 scans."""


def a_list(meeting, settings):
    """Many at once: the last five are on the list no more."""
    people, lines = [], []
    for n in range(PEOPLE + GONE):
        person, number = vault.new_person(PersonKind.RESIDENT, f"来宾{n}"), vault.new_id()
        state = RegistrationState.WITHDRAWN if n >= PEOPLE else RegistrationState.REGISTERED
        index = codes.index_for(settings.keys.code, code_key(settings.keys, meeting.code, 1), number)
        line = Registration(id=number, meeting_id=meeting.id, person_id=person.id, side=Side.RESIDENT, epoch=1)
        line.door, line.state, line.code_index = Door.SIGNED_UP, state, index
        line.at = line.reminded_at = clock.now()
        people.append(person)
        lines.append(line)
    db.session.add_all([*people, *lines])
    db.session.commit()
    return [the_personal_code(line, settings) for line in lines]


def the_scans(known):
    """What each device kept, in the order it was scanned."""
    made = [[a_record(code=code) for code in known[at::2]] for at in (0, 1)]
    made[0] += [a_record(code=code) for code in known[1 : 2 * BOTH : 2]]
    made[1] += [a_record(code=f"nobody-{n}") for n in range(UNKNOWN)]
    for scans in made:
        for counter, scan in enumerate(scans, start=1):
            scan["counter"] = counter
    return made


@pytest.mark.row("N06")
@pytest.mark.walk
@pytest.mark.parametrize("seed", sample(range(10), of=1))
def test_the_equation_holds_whatever_the_line_did(app, seed):
    settings, chance = app.extensions["settings"], random.Random(seed)  # noqa: S311 - shuffles, hides nothing
    meeting = a_meeting_now(listed_only=True, capacity=600)
    made = the_scans(a_list(meeting, settings))
    pieces = [
        (device, scans[start : start + 60])
        for device, scans in zip(DEVICES, made, strict=True)
        for start in range(0, len(scans), 60)
    ]
    chance.shuffle(pieces)
    for device, piece in pieces + chance.sample(pieces, 4):  # four answers were lost on the way: sent again
        send(meeting, *piece, settings=settings, device=device, made=len(made[DEVICES.index(device)]))
    balance = figures.balance_of(meeting)
    states = {state: number for state, number in balance.total.states.items() if number}
    assert sum(map(len, made)) == balance.total.scans == 500
    assert states == {"counted": PEOPLE, "duplicate": BOTH, "refused": GONE, "unresolved": UNKNOWN}
    assert not balance.missing
    assert balance.came.arrived == PEOPLE
