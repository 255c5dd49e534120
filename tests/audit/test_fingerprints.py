"""A fingerprint is what the row holds when its transaction ends, whoever changed it and however they met."""

import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, text, update

from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from yiguan.audit import trail, watch
from yiguan.audit.models import Fingerprint
from yiguan.audit.verify import records, unproven_entries
from yiguan.base import clock
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.meetings.models import Meeting
from yiguan.people import vault
from yiguan.people.passwords import make_hash
from yiguan.people.states import PersonKind, Role
from yiguan.progress.erasing import erase_old
from yiguan.settings import settings
from yiguan.store.db import db, transaction

TABLES = db.metadata.tables
LOOK = Mark("meeting", "look", "看了一眼")


def wrong(*tables):
    ring = settings().keys.ring("seal")
    return [fault for name in tables for fault in records(watch.watched[name], ring)] + list(unproven_entries(ring))


def prints_of(table, number):
    of_it = (Fingerprint.subject == table, Fingerprint.subject_id == number)
    return db.session.scalar(select(func.count()).where(*of_it))


def test_a_change_without_an_entry_is_followed_and_a_counter_is_not(app):
    account = an_account(Role.OFFICER)
    db.session.commit()
    before = prints_of("account", account.id)
    account.failures = 3
    db.session.commit()
    assert prints_of("account", account.id) == before
    account.username = "另一个"
    db.session.commit()
    assert prints_of("account", account.id) == before + 1
    assert wrong("account") == []


def test_a_rolled_back_change_leaves_nothing(app):
    meeting = a_meeting()
    db.session.commit()
    before = prints_of("meeting", meeting.id)
    meeting.title = "没有存下"
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert prints_of("meeting", meeting.id) == before


def test_a_savepoint_that_is_taken_back_leaves_nothing_and_its_transaction_goes_on(app):
    meeting = a_meeting()
    person = vault.new_person(PersonKind.RESIDENT, "陈桂花")
    with suppress(LookupError), db.session.begin_nested():
        db.session.add(person)
        db.session.flush()
        raise LookupError
    meeting.title = "别的题目"
    db.session.commit()
    assert prints_of("person", person.id) == 0
    assert wrong("person", "meeting") == []


def test_an_update_of_many_rows_is_followed(app):
    meeting = a_meeting()
    db.session.commit()
    db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(host="别人"))
    db.session.commit()
    assert wrong("meeting") == []


def test_a_statement_past_the_session_is_found_unless_it_is_told(app):
    meeting = a_meeting()
    db.session.commit()
    table = db.metadata.tables["meeting"]
    db.session.execute(update(table).where(table.c.id == meeting.id).values(host="别人"))
    db.session.commit()
    assert [fault.partition("：")[0] for fault in wrong("meeting")] == [f"meeting {meeting.id}"]
    watch.touch("meeting", [meeting.id])
    db.session.commit()
    assert wrong("meeting") == []


def test_erasing_a_person_leaves_the_fingerprint_of_what_is_left(app):
    person = a_resident("何秀兰", "13800001122")
    db.session.commit()
    with clock.at(clock.now() + timedelta(days=731)):
        while erase_old():
            db.session.commit()
    assert person.erased_at is not None
    assert wrong("person") == []


def test_a_strangers_wrong_digits_do_not_vouch_for_a_lead_that_was_changed_behind_the_programs_back(client):
    lead = a_lead(a_station())
    db.session.commit()
    db.session.execute(text("UPDATE lead SET text = 'anders' WHERE id = :id"), {"id": lead.id})
    db.session.commit()
    assert client.post(f"/leads/{lead.receipt}", data={"tail": "0000"}).status_code == 422
    assert [fault.partition("：")[0] for fault in wrong("lead")] == [f"lead {lead.id}"]


def test_signing_in_does_not_vouch_for_a_password_that_was_put_into_the_database(client):
    account = an_account(Role.OFFICER)
    db.session.commit()
    db.session.execute(update(TABLES["account"]).values(password_hash=make_hash("another sentence", cheap=True)))
    db.session.commit()
    client.sign_in(account, "another sentence")
    assert [fault.partition("：")[0] for fault in wrong("account")] == [f"account {account.id}"]


@pytest.fixture
def slow_commit(real_app):
    """Threads named slow wait before their COMMIT, when all they wrote is there and nobody sees it yet."""

    def wait(connection):
        if threading.current_thread().name == "slow":
            ready.set()
            time.sleep(0.4)

    ready = threading.Event()
    with real_app.app_context():
        engine = db.engines["write"]
        event.listen(engine, "commit", wait)
        yield ready
        event.remove(engine, "commit", wait)


def test_two_who_touch_one_row_leave_the_newer_content_last(real_app, slow_commit):
    with transaction():
        number = a_meeting().id

    def change():
        with real_app.app_context(), transaction():
            db.session.get_one(Meeting, number).title = "改了题目"

    def look():
        slow_commit.wait(5)
        with real_app.app_context(), transaction():
            trail.record(db.session.get_one(Meeting, number), LOOK, by=SYSTEM)

    threads = [threading.Thread(target=change, name="slow"), threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    newest = db.session.scalar(text(f"SELECT max(entry_id) FROM fingerprint WHERE subject_id = {number}"))  # noqa: S608
    assert newest is not None
    assert [fault for fault in wrong("meeting") if fault.startswith(f"meeting {number}：")] == []
