"""A database of every earlier release, brought to head: its rows, codes, names and seals are as they were."""

import os
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import func, literal, select, table, text

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.releases import snapshot
from yiguan.app import create_app
from yiguan.attendance.models import LinkUse, Thanks, Undoing
from yiguan.audit import chain, heads, seals, touching, trail, verify
from yiguan.audit.models import Event
from yiguan.audit.triggers import GUARDED, removals
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.calendar.models import TimeLimit
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.minutes.models import Minutes
from yiguan.numbering.models import AllottedNumber
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.recommendations.models import Recommendation
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.topics.models import Topic

MOVED: dict[str, str] = {"told_entry": "event"}
"""Table of an earlier release → the one that holds its rows today, for those that a migration renamed or folded."""

IN_PRINT = {
    ("unit", "code"): Unit.code,
    ("lead", "receipt"): Lead.receipt,
    ("topic", "code"): Topic.code,
    ("topic", "number"): Topic.number,
    ("meeting", "code"): Meeting.code,
    ("recommendation", "number"): Recommendation.number,
    ("allotted_number", "words"): AllottedNumber.words,
}
"""What people hold in their hands: table and column of the release, and where it stands today."""

ROWS_OF_ACTS = {
    "check_in.undo": (Undoing.check_in_id, Undoing.reason),
    "helper_link.open": (LinkUse.link_id, LinkUse.person_id),
    "meeting.thank": (Thanks.meeting_id, literal("")),
}
"""Act of the trail → what is kept of it in a row: the number of its record, and who or why."""

TIMED: dict[str, type[Lead | Topic | Minutes]] = {"lead": Lead, "topic": Topic, "minutes": Minutes}

CHANGES = {
    "audit_entry": "UPDATE audit_entry SET note = 'forged' WHERE id = 7",
    "check_in": "UPDATE check_in SET grade = 'E' WHERE id = 1",
    "lead": "UPDATE lead SET text = '改过的话' WHERE id = 1",
    "consent": "UPDATE consent SET version = '2020-01' WHERE id = 1",
    "recommendation": "UPDATE recommendation SET title = '改过的题目' WHERE id = 1",
}


@pytest.fixture(scope="module", params=DATABASES)
def kind(request):
    return request.param


@pytest.fixture(scope="module", params=snapshot.RELEASES)
def release(request):
    return request.param


@pytest.fixture(scope="module")
def upgraded(kind, release, tmp_path_factory):
    """An app whose database began under the release and is at head."""
    folder = tmp_path_factory.mktemp(f"release{release}")
    snapshot.lay_keys(folder, snapshot.keys_of(release))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(folder, kind, f"release_{release}_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS, revision=release)
        snapshot.load(db.engines["write"], release)
        flask_migrate.upgrade(MIGRATIONS)
    yield app
    with app.app_context():
        db.engine.dispose()
        db.engines["write"].dispose()


@pytest.fixture
def key(upgraded):
    """The key of the seals, within a transaction that is rolled back."""
    with upgraded.app_context():
        db.session().info["writing"] = True
        yield settings().keys.seal
        db.session.rollback()


def work(key):
    """What the worker does within seconds of the upgrade, in the test's transaction; the file of heads is new."""
    heads.places(settings())[0].unlink(missing_ok=True)
    for _ in range(2):  # the first head leaves an entry of its own
        while seals.seal_new(key):
            pass
        heads.anchor(settings())
        touching.write_touched(db.session())  # as a commit does


def faulty_rows():
    return [fault.partition("：")[0] for fault in verify.verify(settings())]


def test_every_seal_of_the_release_holds(key, release):
    sealed = db.session.scalar(select(func.count()).select_from(table("seal")))
    assert sealed == len(snapshot.rows_of(release)["seal"])
    work(key)
    assert verify.verify(settings()) == []


def test_no_row_is_lost_and_none_is_made(key, release):
    had = {MOVED.get(name, name): len(rows) for name, rows in snapshot.rows_of(release).items()}
    has = {name: db.session.scalar(select(func.count()).select_from(table(name))) for name in had}
    assert has == had


def test_what_stands_in_print_is_unchanged(key, release):
    rows = snapshot.rows_of(release)
    for (name, column), attribute in IN_PRINT.items():
        found = select(attribute).order_by(attribute.class_.id)
        assert [row[column] for row in rows[name]] == list(db.session.scalars(found)), name


def test_what_was_read_from_the_trail_is_a_fact_now(key, release):
    trail_of: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in snapshot.rows_of(release)["audit_entry"]:
        trail_of.setdefault((row["subject"], row["subject_id"]), []).append(row)
    for topic in db.session.scalars(select(Topic)):
        shown = [row["act"] for row in trail_of["topic", topic.id] if row["act"] in ("publish", "unpublish")]
        assert (topic.public_since is not None) == (shown[-1:] == ["publish"])
    for meeting in db.session.scalars(select(Meeting)):
        assert meeting.was_short == any(row["after"] == "short" for row in trail_of["meeting", meeting.id])
    for minutes in db.session.scalars(select(Minutes)):
        sent = [row["actor_id"] for row in trail_of["minutes", minutes.id] if row["act"] == "submit"]
        assert minutes.submitted_by == next(reversed(sent), None)


def test_what_the_trail_said_of_attendance_is_a_row_now(key, release):
    trail_of: dict[str, list[tuple[int, Any]]] = {}
    for row in snapshot.rows_of(release)["audit_entry"]:
        more = row["actor_id"] if row["act"] == "open" else row["reason"]
        trail_of.setdefault(f"{row['subject']}.{row['act']}", []).append((row["subject_id"], more))
    for name, columns in ROWS_OF_ACTS.items():
        assert db.session.execute(select(*columns).order_by(columns[0])).all() == trail_of.get(name, []), name


def test_what_was_due_is_due_on_the_same_day(key, release):
    """A record is timed today if it had a day, or days left of a first look that was paused."""
    for name, timed in TIMED.items():
        had = {row["id"]: (row["due_on"], row.get("days_left")) for row in snapshot.rows_of(release)[name]}
        query = select(timed.id, TimeLimit.due, TimeLimit.days_left).join(TimeLimit, TimeLimit.id == timed.limit_id)
        has = {number: (due and str(due), left) for number, due, left in db.session.execute(query)}
        assert has == {number: days for number, days in had.items() if days != (None, None)}


def test_nobody_is_told_again_of_what_was_told(key, release):
    told = {row["entry_id"] for row in snapshot.rows_of(release)["told_entry"]}
    assert set(db.session.scalars(select(Event.entry_id).where(Event.told_at.is_not(None)))) == told


def test_names_open_with_the_keys_and_are_found_by_them(key):
    people = db.session.scalars(select(Person)).all()
    named = {vault.name_of(person): person.name_index for person in people if person.name}
    assert {"李秀英", "赵小梅", "周大爷"} <= set(named)
    assert all(vault.name_index(name) == index for name, index in named.items())
    assert "13800002233" in {vault.phone_of(person) for person in people}


@pytest.mark.parametrize("source", sorted(CHANGES))
def test_a_value_changed_behind_the_programs_back_is_found(key, source):
    work(key)
    guards = removals(db.session.get_bind().dialect.name, source) if source in GUARDED else []
    for statement in (*guards, CHANGES[source]):
        db.session.execute(text(statement))
    number = CHANGES[source].split()[-1]
    assert faulty_rows() == [f"{source} {number}"]


def test_what_is_done_after_the_upgrade_joins_the_chain(key):
    work(key)
    trail.record("release", Mark("release", "upgrade", "升级"), by=SYSTEM)
    assert seals.seal_new(key) == 1
    assert list(chain.faults(settings())) == []
