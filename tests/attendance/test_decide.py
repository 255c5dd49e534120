"""The decision by itself, over the facts: what is answered, and which of several reasons is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from yiguan.attendance.decide import RULES, Verdict, decide
from yiguan.attendance.facts import By, Facts, Hours, Said, Worth
from yiguan.attendance.states import LETS_IN, CheckInState, Result, Way
from yiguan.meetings.states import HELD, RUNNING, MeetingState
from yiguan.registrations.states import ON_THE_LIST, RegistrationState

R, S, M = Result, CheckInState, MeetingState
STARTS = datetime(2026, 3, 1, 7, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
EARLY, LATE, OVER = STARTS - timedelta(hours=1), STARTS + HALF_AN_HOUR, STARTS + timedelta(hours=3)


def of(state=M.OPEN):
    return Hours(state, STARTS, STARTS - HALF_AN_HOUR, STARTS + timedelta(hours=2))


PHONE = Facts(By.PHONE, STARTS, of())
SENT = Facts(By.RECEPTION, OVER, of())
BOX = Facts(By.BOX, OVER, of(), said=Said(S.COUNTED, R.OK))
STAFF = Facts(By.STAFF, OVER)
WAITS = {"needs_list": True, "listed": RegistrationState.WAITLISTED}

TABLE: list[tuple[Facts, dict[str, Any], Result, CheckInState | None]] = [
    (PHONE, {}, R.OK, S.COUNTED),
    (PHONE, {"moment": LATE}, R.OK_LATE, S.COUNTED),
    (PHONE, {"moment": EARLY}, R.TOO_EARLY, S.REFUSED),
    (PHONE, {"moment": EARLY, "moved_from": True}, R.TOO_EARLY, S.REFUSED),
    (PHONE, {"moment": EARLY, "moved_from": True, "code": Worth.FORMER}, R.POSTPONED, S.REFUSED),
    (PHONE, {"moment": OVER}, R.CLOSED, S.REFUSED),
    (PHONE, {"hours": of(M.ENDED)}, R.CLOSED, S.REFUSED),
    (PHONE, {"hours": of(M.CANCELLED)}, R.CANCELLED, S.REFUSED),
    (PHONE, {"hours": of(M.PLANNED)}, R.UNKNOWN_CODE, S.REFUSED),
    (PHONE, {"code": Worth.UNKNOWN, "hours": None}, R.UNKNOWN_CODE, None),
    (PHONE, {"code": Worth.FORMER}, R.REVOKED_CODE, S.REFUSED),
    (PHONE, {"code": Worth.REVOKED}, R.REVOKED_CODE, S.REFUSED),
    (PHONE, {"fresh": False}, R.EXPIRED_CODE, S.REFUSED),
    (PHONE, {"own": False}, R.FORBIDDEN, S.REFUSED),
    (PHONE, {"known": False}, R.NEEDS_INFO, None),
    (PHONE, {"needs_list": True}, R.NOT_INVITED, S.REFUSED),
    (PHONE, WAITS, R.WAITLISTED, S.REFUSED),
    (PHONE, {"way": Way.OUT, "moment": OVER}, R.LEFT, S.MOVED),
    (PHONE, {"way": Way.BACK}, R.RETURNED, S.MOVED),
    (SENT, {}, R.OK, S.COUNTED),
    (SENT, {"hours": of(M.CLOSED)}, R.OK, S.COUNTED),
    (SENT, {"known": False}, R.OK, S.COUNTED),
    (SENT, {"other_content": True}, R.CONFLICT, S.UNRESOLVED),
    (SENT, {"code": Worth.UNKNOWN}, R.STORED_UNRESOLVED, S.UNRESOLVED),
    (SENT, {"code": Worth.ELSEWHERE}, R.WRONG_MEETING, S.REFUSED),
    (SENT, {"code": Worth.REVOKED}, R.REVOKED_CODE, S.REFUSED),
    (SENT, {"needs_list": True}, R.NOT_INVITED, S.REFUSED),
    (SENT, {"needs_list": True, "came": True}, R.OK, S.COUNTED),
    (SENT, WAITS, R.WAITLISTED, S.REFUSED),
    (SENT, {"moment": EARLY}, R.TOO_EARLY, S.REFUSED),
    (SENT, {"moment": EARLY, "moved_from": True}, R.POSTPONED, S.REFUSED),
    (SENT, {"hours": of(M.CANCELLED)}, R.CANCELLED, S.REFUSED),
    (SENT, {"way": Way.OUT}, R.LEFT, S.MOVED),
    (SENT, {"way": Way.BACK, "known": False}, R.NOT_HERE, S.REFUSED),
    (SENT, {"way": Way.BACK, "code": Worth.ELSEWHERE}, R.NOT_HERE, S.REFUSED),
    (BOX, {}, R.OK, S.COUNTED),
    (BOX, {"said": Said(S.COUNTED, R.OK_LATE)}, R.OK_LATE, S.COUNTED),
    (BOX, {"said": Said(S.COUNTED, R.CLOSED)}, R.OK, S.COUNTED),
    (BOX, {"said": Said(S.DUPLICATE, R.ALREADY), "hours": of(M.CANCELLED)}, R.ALREADY, S.DUPLICATE),
    (BOX, {"said": Said(S.UNDONE, R.OK)}, R.OK, S.UNDONE),
    (BOX, {"code": Worth.UNKNOWN}, R.STORED_UNRESOLVED, S.UNRESOLVED),
    (BOX, {"code": Worth.UNKNOWN, "hours": of(M.CANCELLED)}, R.CANCELLED, S.REFUSED),
    (STAFF, {}, R.OK, S.COUNTED),
    (STAFF, {"code": Worth.UNKNOWN}, R.UNKNOWN_CODE, S.REFUSED),
]
NOT_DECIDED = {R.NEEDS_CHOICE, R.RATE_LIMITED, R.BLOCKED, R.TRY_AGAIN, R.UNDONE, R.ALREADY}
"""The ledger says these of rows and keys, limits of addresses; the rest nobody says yet."""


@pytest.mark.parametrize(("scan", "change", "result", "state"), TABLE)
def test_each_scan_is_answered_by_its_facts(scan, change, result, state):
    assert decide(replace(scan, **change)) == Verdict(result, state)


def test_every_word_that_is_decided_stands_in_the_table():
    assert set(Result) - NOT_DECIDED <= {result for *_, result, _ in TABLE}


def test_every_rule_decides_a_row_of_the_table():
    spoke = {next((rule for rule in RULES if rule(replace(scan, **change))), None) for scan, change, *_ in TABLE}
    assert spoke == {*RULES, None}


AT_A_PHONE = [
    {"moment": EARLY},
    {"own": False},
    {"code": Worth.REVOKED},
    {"fresh": False},
    {"known": False},
    {"needs_list": True},
]
AT_RECEPTION = [
    {"other_content": True},
    {"way": Way.OUT},
    {"code": Worth.ELSEWHERE},
    {"needs_list": True},
    {"hours": of(M.CANCELLED)},
]


@pytest.mark.parametrize(("scan", "reasons"), [(PHONE, AT_A_PHONE), (SENT, AT_RECEPTION)], ids=["phone", "reception"])
def test_of_two_reasons_the_first_is_told(scan, reasons):
    for first, second in combinations(reasons, 2):
        both = decide(replace(scan, **first | second))
        if (first, second) != ({"way": Way.OUT}, {"code": Worth.ELSEWHERE}):  # whoever is not here can leave nowhere
            assert both == decide(replace(scan, **first)), (first, second)


def test_whoever_is_on_the_list_comes_in_where_only_the_list_does():
    for state in RegistrationState:
        verdict = decide(replace(PHONE, needs_list=True, listed=state))
        assert verdict.lets_in == (state in ON_THE_LIST), state


def test_a_phone_gets_in_during_the_hours_and_the_desk_whenever_it_sends():
    for state in (M.NOTIFIED, *RUNNING, *HELD):
        assert decide(replace(PHONE, hours=of(state))).lets_in == (state not in HELD)
        assert decide(replace(SENT, hours=of(state))).lets_in


def test_who_is_let_in_hears_so_and_nobody_else_does():
    for scan, change, *_ in TABLE:
        verdict = decide(replace(scan, **change))
        assert verdict.lets_in == (verdict.state is S.COUNTED)
        assert not verdict.lets_in or verdict.result in LETS_IN
