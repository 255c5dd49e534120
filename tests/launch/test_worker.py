"""The worker runs what is due, in time and once, whatever else fails."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from tests.factories.working import work_off
from yiguan import worker
from yiguan.base import clock
from yiguan.organisation.models import Field
from yiguan.store import schedule
from yiguan.store.db import db
from yiguan.store.models import JobRun
from yiguan.store.schedule import Job, at, every
from yiguan.worker import Worker

NIGHT = clock.from_local(datetime(2029, 2, 1, 3, 0))  # noqa: DTZ001 - made aware here
AHEAD = NIGHT + timedelta(days=365)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def ran():
    """The moments at which the job of a test ran."""
    return []


@pytest.fixture
def a_worker(app, ran):
    """A freshly started worker with one job, which moves `moves` rows at a time and then none."""

    def start(when, moves=()):
        left = list(moves)

        def does():
            ran.append(clock.now())
            return left.pop(0) if left else 0

        return Worker(app, [Job("test", does, when)])

    return start


def run_at(found, *moments):
    for moment in moments:
        with clock.at(moment):
            found.run_due()


def test_a_job_of_the_night_runs_once_a_night(a_worker, ran):
    run_at(a_worker(at(3)), NIGHT - HOUR)  # the first time ever
    run_at(a_worker(at(3)), NIGHT - SECOND, NIGHT, NIGHT + SECOND, NIGHT + 23 * HOUR, NIGHT + 24 * HOUR)
    assert ran == [NIGHT - HOUR, NIGHT, NIGHT + 24 * HOUR]


def test_a_restart_repeats_nothing_and_a_night_without_the_machine_is_made_up_for(a_worker, ran):
    run_at(a_worker(at(3)), NIGHT)
    run_at(a_worker(at(3)), NIGHT + MINUTE)
    run_at(a_worker(at(3)), NIGHT + 33 * HOUR, NIGHT + 34 * HOUR)
    assert ran == [NIGHT, NIGHT + 33 * HOUR]


def test_a_job_that_takes_a_few_at_a_time_goes_on_after_a_restart_until_nothing_is_left(a_worker, ran):
    run_at(a_worker(at(3), moves=[200]), NIGHT)
    run_at(a_worker(at(3), moves=[7]), NIGHT + SECOND, NIGHT + 2 * SECOND, NIGHT + 3 * SECOND)
    assert len(ran) == 3


def test_a_job_of_each_minute_waits_its_minute_even_over_a_restart(a_worker, ran):
    run_at(a_worker(every(minutes=1)), NIGHT, NIGHT + 30 * SECOND)
    run_at(a_worker(every(minutes=1)), NIGHT + 59 * SECOND, NIGHT + 61 * SECOND)
    assert ran == [NIGHT, NIGHT + 61 * SECOND]


def test_jobs_go_on_when_a_clock_that_was_ahead_is_set_back(a_worker, ran):
    run_at(a_worker(every(minutes=1)), AHEAD)
    found = a_worker(every(minutes=1))
    run_at(found, NIGHT, NIGHT + 30 * SECOND, NIGHT + 61 * SECOND)
    assert ran == [AHEAD, NIGHT, NIGHT + 61 * SECOND]
    run_at(found, AHEAD, NIGHT + HOUR)
    assert ran[3:] == [AHEAD, NIGHT + HOUR]


def test_a_failure_in_the_future_puts_nothing_off():
    assert Job("test", int, every(seconds=1)).is_due(NIGHT, JobRun(name="test", failed_at=AHEAD))


def test_a_job_of_each_five_seconds_is_written_down_once_a_minute(a_worker, ran):
    found = a_worker(every(seconds=5))
    run_at(found, *(NIGHT + number * SECOND for number in range(58)))
    assert len(ran) == 10
    assert schedule.runs()["test"].finished_at == NIGHT
    run_at(found, NIGHT + 61 * SECOND)
    assert schedule.runs()["test"].finished_at == NIGHT + 61 * SECOND


def test_a_failing_job_holds_nobody_up_leaves_nothing_and_says_what_and_when(app, ran):
    def fails():
        db.session.add(Field(code="half", label="half"))
        db.session.flush()
        raise ValueError("李秀英")

    found = Worker(
        app, [Job("bad", fails, every(seconds=1)), Job("good", lambda: ran.append(1) or 0, every(seconds=1))]
    )
    run_at(found, NIGHT)
    bad = schedule.runs()["bad"]
    assert (bad.failed_at, bad.fault, bad.finished_at, bad.is_failing) == (NIGHT, "ValueError", None, True)
    assert ran == [1]
    assert db.session.query(Field).filter_by(code="half").count() == 0


def test_a_failed_job_is_tried_again_and_its_last_fault_stays_in_sight(app, client):
    faults = [ValueError()]
    found = Worker(app, [Job("shaky", lambda: 0 if not faults else fail(faults.pop()), at(3))])
    run_at(found, NIGHT, NIGHT + SECOND, NIGHT + 11 * SECOND)
    shown = client.page("/metrics")
    assert f'yiguan_job_failed_timestamp_seconds{{job="shaky",fault="ValueError"}} {NIGHT.timestamp():.0f}\n' in shown
    assert f'yiguan_job_finished_timestamp_seconds{{job="shaky"}} {NIGHT.timestamp() + 11:.0f}\n' in shown


def fail(fault):
    raise fault


def test_a_database_that_is_away_does_not_end_the_worker(a_worker, ran, monkeypatch):
    found = a_worker(every(seconds=1))
    with monkeypatch.context() as away:
        away.setattr(schedule, "runs", lambda: fail(OperationalError("x", None, Exception("gone"))))
        assert found.run_due() == 0
    found.run_due()
    assert len(ran) == 1


def test_every_slice_declares_its_jobs_in_a_table_and_each_has_a_name_of_its_own(app):
    names = [job.name for job in worker.jobs()]
    assert len(names) == len(set(names)) > 5
    assert names[-2:] == ["seal", "anchor"]
    assert work_off(list(worker.jobs())) == 0
