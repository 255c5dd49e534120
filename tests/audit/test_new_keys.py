"""After a key was replaced the audit finds nothing; and what was changed behind the program's back stays found."""

import argparse

import pytest
from sqlalchemy import insert, text

from tests.audit.sealing import seal_all
from tests.factories.keys import NEW, after_replacing, retired
from tests.factories.leads import a_lead
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import a_registration
from yiguan import rotating
from yiguan.audit import fingerprints, watch
from yiguan.audit.models import Fingerprint
from yiguan.audit.verify import NotProven, verify
from yiguan.base import clock
from yiguan.people import reindexing
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.progress import erased
from yiguan.registrations import keys
from yiguan.settings import settings
from yiguan.store.db import db

REWRITE = argparse.Namespace(name="person_key", rewrite=True, retire=False, yes=False)


@pytest.fixture
def rows(app):
    a_lead()
    an_account(Role.CONVENER)
    a_registration()
    seal_all()
    assert verify(settings()) == []


def person_key(installed):
    installed(keys=after_replacing("person"))
    assert rotating.new_key(REWRITE) == 0
    installed(keys=retired("person"))


def index_key(installed):
    assert reindexing.make_anew(NEW) > 1
    db.session.commit()
    installed(keys=after_replacing("index"))


def code_key(installed):
    installed(keys=after_replacing("code"))
    assert keys.make_anew(settings().keys) == 1
    db.session.commit()
    installed(keys=retired("code"))


def seal_key(installed):
    seal_all()
    installed(keys=after_replacing("seal"))
    a_resident("王大山")


@pytest.mark.parametrize("rotate", [person_key, index_key, code_key, seal_key])
def test_nothing_is_found_after_a_key_was_replaced(rows, installed, rotate):
    rotate(installed)
    assert verify(settings()) == []
    seal_all()
    assert verify(settings()) == []


def behind_the_programs_back(person):
    db.session.execute(
        text("UPDATE person SET created_at = '2026-01-01 00:00:00+00:00' WHERE id = :id"), {"id": person.id}
    )
    db.session.commit()


def test_a_changed_row_is_named_keeps_its_key_and_stays_found(rows, installed, capsys):
    person = a_resident("李秀英")
    before = db.session.get_one(Person, person.id).name
    behind_the_programs_back(person)
    installed(keys=after_replacing("person"))
    assert rotating.new_key(REWRITE) == 1
    assert f"person {person.id}：name 没有改，内容和 " in capsys.readouterr().out
    assert db.session.get_one(Person, person.id).name == before
    assert [fault for fault in verify(settings()) if fault.startswith(f"person {person.id}：内容和 ")]


def test_no_index_is_made_anew_beside_a_changed_row(rows):
    person = a_resident("李秀英")
    before = person.name_index
    behind_the_programs_back(person)
    with pytest.raises(NotProven, match=f"person {person.id}：内容和 [^\n]*\n什么都没有改"):
        reindexing.make_anew(NEW)
    db.session.rollback()
    assert db.session.get_one(Person, person.id, populate_existing=True).name_index == before


def test_the_earlier_seal_key_proves_nothing_that_came_after_it(rows, installed):
    """Somebody has the earlier key and the database: a changed row with a fingerprint of its own."""
    person, old = a_resident("李秀英"), settings().keys.seal
    seal_key(installed)
    seal_all()
    db.session.execute(
        text("UPDATE person SET created_at = '2026-01-01 00:00:00+00:00' WHERE id = :id"), {"id": person.id}
    )
    known = watch.watched["person"]
    digest = known.digests([person.id], known.latest, db.session())[person.id]
    forged = fingerprints.row_of(old, "person", person.id, known.latest, clock.now(), digest)
    db.session.execute(insert(Fingerprint), [forged])
    db.session.commit()
    seal_all()
    assert [fault.partition("：")[2] for fault in verify(settings())] == ["这个指纹不是本平台写的。"]


def test_no_seal_of_the_earlier_key_follows_one_of_the_new(rows, installed):
    before = settings().keys
    seal_key(installed)
    seal_all()
    now = settings().keys
    installed(keys=before)
    a_resident("李秀英")
    seal_all()
    installed(keys=now)
    assert any("这一行或者封存它的链被改动过" in fault for fault in verify(settings()))
    assert any("不是本平台写的，或者被改动过" in fault for fault in verify(settings()))


def test_the_list_of_the_erased_is_read_under_the_key_of_its_time(rows, installed):
    erased.note(settings(), [7])
    seal_key(installed)
    erased.note(settings(), [8])
    assert erased.ids(settings()) == {7, 8}
