from argparse import Namespace
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import update

from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting_now
from tests.factories.people import a_resident
from tests.factories.registrations import a_registration
from tests.factories.topics import a_topic
from yiguan.attachments import service as attachments
from yiguan.attachments.contents import of_picture
from yiguan.attachments.pictures import DECODERS, Picture, normalise
from yiguan.attendance import jobs as attendance
from yiguan.attendance.models import PaperList
from yiguan.audit.queries import entries_of
from yiguan.audit.verify import records
from yiguan.audit.watch import watched
from yiguan.base import clock
from yiguan.home.models import Feedback
from yiguan.leads import queries, reporting
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.people import raw_scans, vault
from yiguan.people.models import Person
from yiguan.progress import cli, erased, erasing, jobs
from yiguan.registrations.models import Registration
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.topics.models import Support

TONIGHT = clock.from_local(datetime(2029, 2, 1, 3, 10))  # noqa: DTZ001 - made aware here
LONG_AGO = TONIGHT - timedelta(days=800)


def picture(shade: str) -> Picture:
    out = BytesIO()
    Image.new("RGB", (60, 80), shade).save(out, "PNG")
    with DECODERS.taken() as slot:
        return normalise(out.getvalue(), slot)


def at_night() -> int:
    with clock.at(TONIGHT):
        done = erasing.erase_old()
    db.session.commit()
    return done


@pytest.mark.row("PS-02")
def test_two_years_after_the_last_matter_the_name_goes_and_the_matter_stays(app):
    with clock.at(LONG_AGO):
        lead = a_lead(state=LeadState.DECLINED)
    assert at_night() == 1
    person = db.session.get_one(Person, lead.person_id, populate_existing=True)
    assert (person.name, person.phone, person.phone_index) == (None, None, None)
    assert vault.name_of(person) == "（已删除）"
    assert entries_of(person)[-1].act == "erase"
    assert db.session.get_one(Lead, lead.id).text
    assert at_night() == 0


@pytest.mark.parametrize("state", [LeadState.SUBMITTED, LeadState.NEEDS_INFO])
def test_nobody_is_forgotten_while_their_matter_is_open(app, state):
    with clock.at(LONG_AGO):
        a_lead(state=state)
    assert at_night() == 0


def listed(person: Person) -> None:
    with clock.at(TONIGHT - timedelta(days=300)):
        a_registration(person=person)


def supporting(person: Person) -> None:
    db.session.add(Support(topic_id=a_topic().id, person_id=person.id, at=clock.now()))


def asking(person: Person) -> None:
    db.session.add(Feedback(text="请回电话", person_id=person.id, at=clock.now(), answer=""))


@pytest.mark.parametrize("involve", [listed, supporting, asking])
def test_nobody_is_forgotten_whom_a_slice_still_needs(app, involve):
    with clock.at(LONG_AGO):
        person = a_resident()
        db.session.flush()
        involve(person)
    assert at_night() == 0


def test_somebody_who_came_last_year_is_remembered(app):
    with clock.at(TONIGHT - timedelta(days=300)):
        a_resident()
    assert at_night() == 0


def test_names_are_erased_at_night():
    erase = next(job for job in jobs.JOBS if job.does is erasing.erase_old)
    assert clock.local(erase.when(TONIGHT)).hour == 3


@pytest.fixture
def beside(app, tmp_path, monkeypatch):
    """The list of the erased in a folder of its own."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.settings, seal_heads=(tmp_path,)))
    with app.app_context():
        yield tmp_path / erased.FILE


def long_gone() -> Person:
    with clock.at(LONG_AGO):
        return db.session.get_one(Person, a_lead(state=LeadState.DECLINED).person_id)


@pytest.mark.row("PS-02")
def test_after_a_restore_the_names_on_the_list_go_again(beside, capsys):
    person = long_gone()
    before = {name: getattr(person, name) for name in ("name", "name_index", "phone", "phone_index")}
    assert at_night() == 1
    db.session.execute(update(Person).where(Person.id == person.id).values(**before, erased_at=None))
    db.session.commit()
    assert cli._again(Namespace()) == cli._again(Namespace()) == 0
    assert "1 人" in capsys.readouterr().out
    again = db.session.get_one(Person, person.id, populate_existing=True)
    assert (again.name, again.phone) == (None, None)
    assert again.erased_at is not None
    assert [entry.act for entry in entries_of(again)][-2:] == ["erase", "erase"]


def test_the_list_holds_numbers_only_and_a_changed_line_erases_nobody(beside, capsys):
    person = long_gone()
    name = vault.name_of(person)
    assert at_night() == 1
    other = a_resident("何秀兰")
    db.session.commit()
    text = beside.read_text()
    assert name not in text
    beside.write_text(text.replace(str(person.id), str(other.id)))
    assert cli._again(Namespace()) == 1
    assert "什么都没有删" in capsys.readouterr().out
    assert db.session.get_one(Person, other.id, populate_existing=True).name


def test_nobody_is_erased_while_the_list_cannot_be_written(beside):
    person = long_gone()
    beside.mkdir()
    with pytest.raises(OSError, match="directory"):
        at_night()
    db.session.rollback()
    assert db.session.get_one(Person, person.id, populate_existing=True).name


def test_a_reason_goes_with_the_name_and_every_row_stays_proven(beside):
    with clock.at(LONG_AGO):
        line = a_registration()
        line.reason = "要去医院复查"
        db.session.commit()
    assert at_night() >= 1
    assert db.session.get_one(Registration, line.id, populate_existing=True).reason == ""
    proven = [records(watched[name], settings().keys.ring("seal")) for name in ("person", "registration")]
    assert [fault for faults in proven for fault in faults] == []


def test_the_text_of_an_unclear_scan_goes_after_three_months(app):
    raw_scans.keep({1: "认不出的码"})
    db.session.commit()
    assert erasing.forget_scans() == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert erasing.forget_scans() == 1
    assert raw_scans.texts_of([1]) == {}


def pictured(state: LeadState, *shades: str) -> Lead:
    """A lead of long ago with photos, each of one shade."""
    photos = [picture(shade) for shade in shades]
    with clock.at(LONG_AGO):
        lead = a_lead(state=state)
        reporting.add_photos(lead, photos, settings().uploads)
    return lead


def test_photos_go_with_the_name_unless_another_matter_has_the_same_one(app):
    gone, open_ = pictured(LeadState.DECLINED, "white", "black"), pictured(LeadState.SUBMITTED, "white")
    assert at_night() == 1
    assert len(queries.photos_of(gone)) == 1
    assert len(queries.photos_of(open_)) == 1


def test_pictures_of_signed_lists_go_after_two_years(app):
    meeting = a_meeting_now()
    with clock.at(LONG_AGO):
        kept = attachments.keep(of_picture(picture("red")), settings().uploads, owner_id=None, unit_id=meeting.unit_id)
        db.session.add(PaperList(meeting_id=meeting.id, attachment_id=kept.id, people=3, at=clock.now()))
        db.session.flush()
    with clock.at(LONG_AGO + timedelta(days=729)):
        assert attendance.forget_papers(settings()) == 0
    with clock.at(TONIGHT):
        assert attendance.forget_papers(settings()) == 1
        assert attendance.forget_papers(settings()) == 0
    assert not attachments.is_there(kept, settings().uploads)
