"""A desk's evening of a thousand scans, sent as its device sends it, and sent a second time as after a lost answer."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import func, select

from tests.bench import house
from tests.bench.house import House
from tests.bench.targets import Target, at_least, none, say
from yiguan.attendance.models import CheckIn
from yiguan.base import clock
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.people import vault
from yiguan.people.states import PersonKind
from yiguan.registrations import codes
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.store.db import db, transaction

RECORDS, PORTIONS = 1000, 5
"""The server takes a thousand at once; a device (static/attendance/reception/sync.js) sends them in portions of 200."""


@dataclass(frozen=True)
class Evening:
    """What the device was answered, how long it took, and how many rows there are afterwards."""

    seconds: float
    answers: list[dict[str, Any]]
    again_seconds: float
    again: list[dict[str, Any]]
    rows: int

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds


def thousand(stage: House, rounds: int, records: int = RECORDS) -> Iterator[Target]:
    """The whole evening at once, and in the portions of a device."""
    for portion in (records, records // PORTIONS):
        evenings = [an_evening(stage, records, portion) for _ in range(rounds)]
        rate = statistics.median(one.rate for one in evenings)
        again = statistics.median(len(one.again) / one.again_seconds for one in evenings)
        words = Counter(answer["result"] for answer in evenings[0].answers)
        title = f"desk, {records} records, {portion} at once"
        say(f"{title}: {rate:.0f} records/s, sent again {again:.0f} records/s; {dict(words)}")
        yield none(f"{title}, lost or doubled", sum(abs(records - one.rows) for one in evenings))
        yield none(f"{title}, answered otherwise when sent again", sum(one.answers != one.again for one in evenings))
        if stage.kind == "postgresql":
            yield at_least(f"{title}, records/s", rate, 500)


def an_evening(stage: House, records: int, portion: int) -> Evening:
    meeting = stage.a_hall()
    scans, device = mix(*_a_list(stage, meeting, records // 2)), Device(stage, meeting)
    seconds, answers = device.send(scans, portion)
    again_seconds, again = device.send(scans, portion)
    rows = house.fresh(select(func.count()).where(CheckIn.meeting_id == meeting.id))[0]
    return Evening(seconds, answers, again_seconds, again, rows)


def mix(codes_: Sequence[str], persons: Sequence[str]) -> list[dict[str, Any]]:
    """Twice as many scans as people on the list: four of five come with their code, the others are searched; as many
    as two of five are strangers with a name, some codes are nobody's, half of all codes are held up a second time."""
    many = len(codes_)
    coded, unknown, again = codes_[: many * 4 // 5], many // 10, many // 2
    strangers = 2 * many - len(coded) - (many - len(coded)) - unknown - again
    scans = [{"source": "desk_scan", "code": code} for code in [*coded, *coded[:again]]]
    scans += [{"source": "desk_scan", "code": f"NOBODY{n:014d}"} for n in range(unknown)]
    scans += [{"source": "desk_search", "person": person} for person in persons[len(coded) :]]
    scans += [{"source": "proxy", "name": f"来客{n}"} for n in range(strangers)]
    Random(20261123).shuffle(scans)  # noqa: S311 - the same order every time, nothing to hide
    at = clock.now().isoformat()
    return [{"key": f"scan-{n:08d}", "counter": n, "device_at": at} | scan for n, scan in enumerate(scans, start=1)]


class Device:
    """A desk that has loaded its list, and sends as static/attendance/reception/sync.js does."""

    def __init__(self, stage: House, meeting: Meeting) -> None:
        self.path, self.line = f"/api/v1/meetings/{meeting.code}", stage.connection()
        self.headers = {"Cookie": stage.cookie(), "Content-Type": "application/json"}
        self.line.request("GET", f"{self.path}/roster", headers=self.headers)
        answer = self.line.getresponse()
        self.headers["X-CSRFToken"] = json.loads(answer.read())["csrf"]
        self.headers["Cookie"] = (answer.getheader("Set-Cookie") or self.headers["Cookie"]).partition(";")[0]

    def send(self, scans: Sequence[dict[str, Any]], portion: int) -> tuple[float, list[dict[str, Any]]]:
        """Seconds, and one answer a record. Raises RuntimeError when a portion is not taken."""
        answers, began = [], time.monotonic()
        for start in range(0, len(scans), portion):
            answers += self._post(scans[start : start + portion], len(scans))
        return time.monotonic() - began, answers

    def _post(self, scans: Sequence[dict[str, Any]], made: int) -> list[dict[str, Any]]:
        body = {"device": "d" * 32, "made": made, "sent_at": clock.now().isoformat(), "records": scans}
        self.line.request("POST", f"{self.path}/check-ins/batch", json.dumps(body), self.headers)
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the batch was answered with {answer.status}: {said[:300].decode()}")
        results: list[dict[str, Any]] = json.loads(said)["results"]
        return results


def _a_list(stage: House, meeting: Meeting, number: int) -> tuple[list[str], list[str]]:
    """So many people on the meeting's list: their personal codes, and their numbers as text."""
    keys, key = stage.settings.keys, code_key(stage.settings.keys, meeting.code, meeting.key_no)
    people = [vault.new_person(PersonKind.RESIDENT, f"名单{n}") for n in range(number)]
    facts = {"meeting_id": meeting.id, "side": Side.RESIDENT, "door": Door.SIGNED_UP, "epoch": 1}
    facts |= {"state": RegistrationState.REGISTERED, "at": clock.now(), "reminded_at": clock.now()}
    lines = [Registration(id=vault.new_id(), person_id=person.id, **facts) for person in people]
    for line in lines:
        line.code_index = codes.index_for(keys.code, key, line.id)
    found = [codes.personal_code(key, line.id, 1) for line in lines], [str(person.id) for person in people]
    with transaction():
        db.session.add_all([*people, *lines])
    return found
