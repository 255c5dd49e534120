"""A fingerprint is what the row holds when its transaction ends, whoever changed it and however they met."""

import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, func, select, text, update

from tests.audit.sealing import drop_guard
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from yiguan.audit import touching, trail, watch
from yiguan.audit.models import Fingerprint
from yiguan.audit.verify import records, unproven_entries
from yiguan.base import clock
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.meetings.models import AgendaItem, Meeting
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
    touching.touch("meeting", [meeting.id])
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


def behind_the_back(table, number, **changed):
    """What somebody with the database's password does, committed."""
    db.session.execute(update(TABLES[table]).where(TABLES[table].c.id == number).values(changed))
    db.session.commit()


def test_a_change_of_the_programs_own_does_not_vouch_for_one_behind_its_back(app):
    account = an_account(Role.OFFICER)
    db.session.commit()
    behind_the_back("account", account.id, password_hash="x")
    account.username = "另一个"
    db.session.commit()
    assert "以前已经被绕过平台改动过" in wrong("account")[0]


def test_an_update_of_many_rows_vouches_for_none_that_was_changed_before(app):
    _, bad = a_meeting(), a_meeting()
    db.session.commit()
    behind_the_back("meeting", bad.id, place="别处")
    db.session.execute(update(Meeting).values(host="别人"))
    db.session.commit()
    assert [fault.partition("：")[0] for fault in wrong("meeting")] == [f"meeting {bad.id}"]


def test_a_row_without_a_fingerprint_is_not_vouched_for_by_a_change(app):
    meeting = a_meeting()
    db.session.commit()
    drop_guard("fingerprint")
    db.session.execute(delete(Fingerprint).where(Fingerprint.subject == "meeting"))
    db.session.commit()
    meeting.host = "别人"
    db.session.commit()
    assert "以前已经被绕过平台改动过" in wrong("meeting")[0]


def with_agenda():
    """A meeting with two items of agenda, committed."""
    meeting = a_meeting()
    db.session.flush()
    items = [AgendaItem(meeting_id=meeting.id, position=n, title="说一说", minutes=5) for n in (11, 12)]
    db.session.add_all(items)
    db.session.commit()
    return meeting, items


PARTS = {
    "added": lambda meeting, item: db.session.add(
        AgendaItem(meeting_id=meeting.id, position=19, title="问一问", minutes=5)
    ),
    "changed": lambda meeting, item: setattr(item, "title", "问一问"),
    "deleted": lambda meeting, item: db.session.delete(item),
    "deleted by a statement": lambda meeting, item: db.session.execute(
        delete(AgendaItem).where(AgendaItem.id == item.id)
    ),
    "changed by a statement": lambda meeting, item: db.session.execute(update(AgendaItem).values(minutes=7)),
}


@pytest.mark.parametrize("what", PARTS)
def test_a_changed_part_is_followed_and_vouches_for_no_part_changed_before(app, what):
    (good, (item, _)), (bad, (one, other)) = with_agenda(), with_agenda()
    PARTS[what](good, item)
    db.session.commit()
    assert wrong("meeting") == []
    behind_the_back("agenda_item", other.id, title="别的")
    PARTS[what](bad, one)
    db.session.commit()
    assert [fault.partition("：")[0] for fault in wrong("meeting")] == [f"meeting {bad.id}"]


def test_an_entry_about_a_record_with_parts_leaves_no_fingerprint_of_what_it_did_not_change(app):
    meeting, (item, _) = with_agenda()
    trail.record(meeting, LOOK, by=SYSTEM)
    db.session.commit()
    of_it = select(Fingerprint.version).where(Fingerprint.subject == "meeting").order_by(Fingerprint.id)
    assert list(db.session.scalars(of_it))[-1] == 0
    behind_the_back("agenda_item", item.id, title="别的")
    trail.record(meeting, LOOK, by=SYSTEM)
    db.session.commit()
    assert [fault.partition("：")[0] for fault in wrong("meeting")] == [f"meeting {meeting.id}"]


def test_many_who_change_one_row_at_once_are_not_taken_for_somebody_else(real_app):
    """Each locks the row before it compares it, so it sees the fingerprint of whoever came before."""
    with real_app.app_context(), transaction():
        number = a_meeting().id

    def change(who):
        for turn in range(5):
            with real_app.app_context(), transaction():
                db.session.execute(update(Meeting).where(Meeting.id == number).values(host=f"{who}-{turn}"))
                db.session.add(AgendaItem(meeting_id=number, position=100 + 10 * who + turn, title="说", minutes=1))

    threads = [threading.Thread(target=change, args=(who,)) for who in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with real_app.app_context():
        items = select(func.count()).where(AgendaItem.meeting_id == number, AgendaItem.position >= 100)
        assert db.session.scalar(items) == 30
        assert [fault for fault in wrong("meeting") if fault.startswith(f"meeting {number}：")] == []
