"""A new person key: everything is written anew in batches, while the program goes on; a kill loses nothing."""

import argparse

import pyotp
import pytest
from sqlalchemy import update

from tests.factories.keys import restart_with, retired
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.people import a_resident, an_account
from tests.factories.publishing import a_page
from yiguan import rotating
from yiguan.audit import reencrypting
from yiguan.base import clock, crypto
from yiguan.hallbox.models import HallBox
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.people import attempts, raw_scans, service, signing_in, vault
from yiguan.people.attempts import SIGN_IN, Origin
from yiguan.people.models import Account, Attempt, Person
from yiguan.people.queries import actor_of
from yiguan.people.states import Outcome, Role
from yiguan.publishing import covering
from yiguan.publishing.states import PublicationState
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db
from yiguan.store.keyring import Encrypted
from yiguan.web.once import Answer

REWRITE = argparse.Namespace(name="person_key", rewrite=True, retire=False, yes=False)


@pytest.fixture
def everything(app):
    """A value in every column that is encrypted."""
    lead, account = a_lead(phone="13900005678"), an_account(Role.CONVENER)
    service.enrol_totp(actor_of(account), account, pyotp.random_base32())
    attempts.keep(SIGN_IN, "wangjw", Origin("192.0.2.7"), Outcome.WRONG)
    raw_scans.keep({7: "李秀英 5 栋"})
    answer = {"scope": "test", "key": "k", "status": 200, "at": clock.now(), "request_hash": keyring.hash_of("k")}
    db.session.add(Answer(**answer, body=keyring.encrypt('{"name": "李秀英"}', "answer")))
    box = HallBox(code="K7MP9XQR", meeting_id=a_meeting().id, device="d", at=clock.now(), until=clock.now())
    box.told = keyring.encrypt("told", "hall_box.told:K7MP9XQR")
    db.session.add(box)
    covering.hide(a_page(PublicationState.PREPARED), "李秀英")
    db.session.commit()
    return lead, account


def values():
    """Column → what stands in it, decrypted."""
    found = {}
    for hidden in keyring.encrypted_columns():
        rows = db.session.execute(hidden.table.select().where(hidden.table.c[hidden.column].is_not(None))).mappings()
        found[f"{hidden.table.name}.{hidden.column}"] = sorted(
            keyring.decrypt(row[hidden.column], hidden.context.format(**row)) for row in rows
        )
    return found


def test_every_column_is_read_and_written_anew_and_the_earlier_key_is_not_needed(everything, installed):
    before = values()
    assert all(before.values()), "the fixture fills every encrypted column"
    restart_with(installed, "person")
    assert values() == before
    assert rotating.new_key(REWRITE) == 0
    installed(keys=retired("person"))
    assert reencrypting.left() == 0
    assert values() == before


def test_the_contexts_of_the_columns_are_those_of_the_program(everything, installed):
    lead, account = everything
    restart_with(installed, "person")
    rotating.new_key(REWRITE)
    installed(keys=retired("person"))
    lead, account = db.session.get_one(Lead, lead.id), db.session.get_one(Account, account.id)
    assert len(leads.pick_code_of(lead)) == 4
    assert vault.phone_of(leads.proposer_of(lead)) == "13900005678"
    assert raw_scans.texts_of([7]) == {7: "李秀英 5 栋"}
    assert signing_in.second_factor(account, "") is False
    tried = db.session.query(Attempt).one()
    assert (attempts.name_of(tried), attempts.address_of(tried)) == ("wangjw", "192.0.2.7")


@pytest.mark.parametrize("killed_after", range(4))
def test_killed_between_batches_the_same_command_goes_on(everything, installed, monkeypatch, killed_after):
    before = values()
    restart_with(installed, "person")
    monkeypatch.setattr(reencrypting, "AT_ONCE", 1)
    rewrite, done = reencrypting.rewrite, list[Encrypted]()

    def dies(hidden, after):
        if len(done) == killed_after:
            raise KeyboardInterrupt
        done.append(hidden)
        return rewrite(hidden, after)

    monkeypatch.setattr(reencrypting, "rewrite", dies)
    with pytest.raises(KeyboardInterrupt):
        rotating.new_key(REWRITE)
    assert values() == before
    monkeypatch.setattr(reencrypting, "rewrite", rewrite)
    assert rotating.new_key(REWRITE) == 0
    assert values() == before


def test_what_is_written_or_erased_meanwhile_is_not_overwritten(app, installed, monkeypatch):
    person, other = a_resident("李秀英"), a_resident("王大山")
    restart_with(installed, "person")
    encrypt = keyring.encrypt

    def meanwhile(text, context):
        if text == "李秀英":
            db.session.execute(update(Person).where(Person.id == person.id).values(name=None))
        return encrypt(text, context)

    monkeypatch.setattr(keyring, "encrypt", meanwhile)
    rotating.new_key(REWRITE)
    person, other = (db.session.get_one(Person, one.id) for one in (person, other))
    assert (person.name, vault.name_of(other)) == (None, "王大山")


def test_a_value_that_no_key_opens_is_named_and_keeps_the_earlier_key(app, installed, capsys):
    person = a_resident("李秀英")
    whole = person.name or b""
    broken = whole[:-1] + bytes([whole[-1] ^ 1])
    db.session.execute(update(Person).where(Person.id == person.id).values(name=broken))
    db.session.commit()
    restart_with(installed, "person")
    assert rotating.new_key(REWRITE) == 1
    told = capsys.readouterr().out
    assert f"person {person.id}：name 没有改，用哪一把密钥都打不开" in told
    assert "还有 1 处没有改用新密钥" in told
    assert crypto.key_id(settings().keys.person) != broken[:1]
