"""Invariants of checkin.md over random evenings: two desks, two parts, phones, undo, people who leave and come back,
sync twice, wrong clocks, cancelled, closed.

The desks' own ledger is the witness: what a device made, and what it was told, must agree with what the sheet says.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as rules
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import update

from tests.factories.attendance import a_visit
from tests.factories.meetings import a_meeting, some_parts, take, the_runner
from tests.factories.organisation import a_reason
from tests.factories.reception import a_guest, a_record, send, the_personal_code
from tests.sampling import times
from yiguan.attendance import queries
from yiguan.attendance.closing import close, figures, settling
from yiguan.attendance.doors import tap as checkin
from yiguan.attendance.ledger import counts as checkins
from yiguan.attendance.ledger import undoing, write
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState, Grade, Result
from yiguan.base import clock
from yiguan.base.errors import Conflict
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S, S_OPEN = CheckInState, MeetingState.OPEN
DEVICES = ("a" * 32, "b" * 32)
desks, guests, hours = st.sampled_from(DEVICES), st.integers(0, 2), st.sampled_from([0, -3, 26])
stops, ways = st.sampled_from([None, 1, 2]), st.sampled_from(["in", "in", "out", "back"])


def is_sighting(row: CheckIn) -> bool:
    """Somebody at a desk had the person before them."""
    return row.state in (S.COUNTED, S.DUPLICATE) and row.grade is Grade.A and row.settles_id is None


class Evening(RuleBasedStateMachine):
    """One meeting from open to closed; each desk keeps its queue until that very record is acknowledged."""

    app_settings: Any = None

    def __init__(self) -> None:
        super().__init__()
        a_reason(ReasonKind.CHECKIN_UNDO, "left", "人到了又走了")
        starts_at = clock.whole_minute(clock.now())
        self.code = a_meeting(S_OPEN, starts_at=starts_at, tracks_exit=True, parts=some_parts(starts_at)).code
        self.lines = [a_guest(self.meeting, f"李秀{at}", settings=self.app_settings) for at in range(3)]
        self.queues: dict[str, list[dict[str, Any]]] = {device: [] for device in DEVICES}
        self.sent: dict[str, list[dict[str, Any]]] = {device: [] for device in DEVICES}
        self.answers: dict[str, write.Outcome] = {}
        self.said: dict[str, int] = {}
        self.taps = 0
        self.firsts: dict[Any, Any] = {}

    @property
    def meeting(self) -> Meeting:
        return db.session.query(Meeting).filter_by(code=self.code).join(Meeting.unit).one()

    def full(self) -> Meeting:
        meeting = self.meeting
        db.session.refresh(meeting, ["unit"])
        return meeting

    def scan(self, device: str, off: int, **what: Any) -> None:
        counter = len(self.queues[device]) + len(self.sent[device]) + 1
        at = (clock.now() + timedelta(hours=off)).isoformat()
        self.queues[device].append(a_record(**what) | {"counter": counter, "device_at": at})

    @rule(device=desks, guest=guests, off=hours, part=stops, way=ways)
    def scans_a_code(self, device: str, guest: int, off: int, part: int | None, way: str) -> None:
        self.scan(device, off, code=the_personal_code(self.lines[guest], self.app_settings), part=part, way=way)

    @rule(device=desks, guest=guests, off=hours)
    def chooses_a_person(self, device: str, guest: int, off: int) -> None:
        self.scan(device, off, person=str(self.lines[guest].person_id))

    @rule(device=desks, code=st.sampled_from(["", "nobody", "HTTP://X/P/00000000000000000000"]))
    def scans_what_nobody_knows(self, device: str, code: str) -> None:
        self.scan(device, 0, **({"code": code} if code else {"name": "陈桂花"}))

    @rule(device=desks, split=st.integers(1, 4), twice=st.booleans(), backwards=st.booleans())
    def syncs(self, device: str, split: int, twice: bool, backwards: bool) -> None:
        """In parts and in any order; the answer may be lost on the way, then the same comes again."""
        part = self.queues[device][:split]
        part = part[::-1] if backwards else part
        made = len(self.queues[device]) + len(self.sent[device])
        outcomes = self.send(device, part, made)
        self.said[device] = made
        if twice:
            again = self.send(device, self.sent[device] + part, made)
            assert [o.id for o in again[-len(part) :]] == [o.id for o in outcomes] or not part
        self.sent[device] += part
        self.queues[device] = [record for record in self.queues[device] if record not in part]

    def send(self, device: str, records: list[dict[str, Any]], made: int) -> list[write.Outcome]:
        outcomes = send(self.full(), *records, settings=self.app_settings, device=device, made=made)
        for record, outcome in zip(records, outcomes, strict=True):
            first = self.answers.setdefault(record["key"], outcome)
            assert outcome.id == first.id, "the same key is the same record (3)"
            assert outcome.result in (first.result, Result.UNDONE), "and the same result, or that it was undone"
        return outcomes

    @rule(guest=guests)
    def taps_on_a_phone(self, guest: int) -> None:
        outcome = checkin.check_in(a_visit(self.full(), token=f"{guest}".rjust(32, "t")))
        db.session.commit()
        self.taps += outcome.id is not None

    @rule(data=st.data())
    def undoes(self, data: st.DataObject) -> None:
        rows = self.rows(S.COUNTED)
        if rows:
            row = data.draw(st.sampled_from(rows))
            undoing.undo(the_runner(self.full().unit), self.full(), row, reason="left")
            db.session.commit()

    @rule(data=st.data(), who=st.sampled_from(["person", "name", "nobody"]))
    def settles(self, data: st.DataObject, who: str) -> None:
        waiting = self.rows(S.UNRESOLVED)
        if not waiting:
            return
        scan = data.draw(st.sampled_from(waiting))
        what = {"person": {"person": str(self.lines[0].person_id)}, "name": {"name": "王建国"}, "nobody": {}}[who]
        meeting = self.full()
        try:
            settling.settle(the_runner(meeting.unit), meeting, scan, **what, settings=self.app_settings)
            db.session.commit()
        except Conflict:
            db.session.rollback()

    @rule(guest=guests, state=st.sampled_from([RegistrationState.WITHDRAWN, RegistrationState.REGISTERED]))
    def leaves_the_list_or_comes_back(self, guest: int, state: RegistrationState) -> None:
        line = db.session.merge(self.lines[guest])
        db.session.execute(update(Registration).where(Registration.id == line.id).values(state=state))
        db.session.commit()

    @precondition(lambda self: self.meeting.state is MeetingState.OPEN)
    @rule(action=st.sampled_from(["start", "cancel"]))
    def goes_on(self, action: str) -> None:
        meeting = self.full()
        take(the_runner(meeting.unit), meeting, action)
        db.session.commit()

    @precondition(lambda self: self.meeting.state is MeetingState.IN_PROGRESS)
    @rule()
    def ends(self) -> None:
        meeting = self.full()
        take(the_runner(meeting.unit), meeting, "end")
        db.session.commit()

    @precondition(lambda self: self.meeting.state is MeetingState.ENDED)
    @rule(anyway=st.booleans())
    def closes(self, anyway: bool) -> None:
        meeting = self.full()
        balance = figures.balance_of(meeting)
        ready = not balance.total.states["unresolved"] and (anyway or not balance.missing)
        try:
            perform(close.CLOSE, meeting, by=the_runner(meeting.unit), anyway=anyway)
            db.session.commit()
            assert ready
        except Conflict:
            db.session.rollback()
            assert not ready

    def rows(self, *states: CheckInState) -> list[CheckIn]:
        query = db.session.query(CheckIn).filter_by(meeting_id=self.meeting.id).order_by(CheckIn.id)
        return [row for row in query if not states or row.state in states]

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        """1, 2, 7 and 9 of checkin.md, against the desks' own ledger."""
        meeting = self.meeting
        balance, rows = figures.balance_of(meeting), self.rows()
        acknowledged = sum(map(len, self.sent.values()))
        assert balance.total.scans == acknowledged + self.taps == sum(row.settles_id is None for row in rows)
        told = {str(state): number for state, number in checkins.balance(meeting.id).items()}
        assert told == balance.total.states, "the list of check-ins and the sheet tell the same (7)"
        counted = Counter((row.person_id, row.part) for row in rows if row.state is S.COUNTED)
        assert all(number == 1 for number in counted.values())
        people = {person_id for person_id, _ in counted}
        assert balance.came.arrived == len(people) == checkins.attendance(meeting.id).arrived
        assert sum(number for _, number in balance.parts) == len(counted)
        assert balance.total.states["counted"] == len(counted)
        assert all(row.result and row.at for row in rows)

    @invariant()
    def the_first_time_never_moves(self) -> None:
        """5 of checkin.md: a check-in that counts keeps its row and its time for as long as it counts."""
        first = {(row.person_id, row.part): (row.id, row.at) for row in self.rows(S.COUNTED)}
        undone = {row.id for row in self.rows(S.UNDONE)}
        for key, (number, at) in self.firsts.items():
            assert number in undone or first.get(key) == (number, at)
        self.firsts = first

    @invariant()
    def who_is_in_the_room_came_and_did_not_leave_last(self) -> None:
        for part in (1, 2):
            rows = [row for row in self.rows() if row.part == part and row.person_id]
            came = {row.person_id for row in rows if row.state is S.COUNTED}
            seen = [row for row in rows if row.state is S.MOVED or is_sighting(row)]
            last = {row.person_id: row.result for row in sorted(seen, key=lambda row: row.moment)}
            here = [person for person in came if last.get(person) is not Result.LEFT]
            assert checkins.present(self.meeting.id, part) == len(here)

    @invariant()
    def the_equation_holds_for_each_device(self) -> None:
        lines = [line for line in figures.balance_of(self.meeting).lines if line.made is not None]
        told = sorted((said, len(self.sent[device])) for device, said in self.said.items())
        assert sorted((line.made, line.sent) for line in lines) == told
        assert all(line.made == line.scans + line.missing for line in lines)

    @invariant()
    def what_came_after_closing_says_so(self) -> None:
        sheet = queries.sheet_of(self.meeting)
        if sheet is None:
            return
        before = figures.from_json(sheet.figures)["total"].scans
        scans = [row for row in self.rows() if row.settles_id is None]
        late = [row for row in scans if row.mark == "correction" or (row.result is Result.CLOSED and row.at > sheet.at)]
        assert before == len(scans) - len(late), "what is no correction was refused: a phone at a closed door"


@pytest.mark.row("N06")
@pytest.mark.row("CK-16")
@pytest.mark.walk
def test_over_any_evening_the_equation_holds(app):
    Evening.app_settings = app.extensions["settings"]
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    profile = rules(max_examples=times(6), phases=(Phase.generate,), suppress_health_check=checks)
    run_state_machine_as_test(Evening, settings=profile)
