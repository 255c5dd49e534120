"""A new index key: what is stored is indexed anew; what only its holder knows is recognised under the earlier key."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.factories.handling import a_case, take
from tests.factories.keys import NEW, restart_with, retired
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting, the_runner
from tests.factories.new_phones import a_move
from tests.factories.people import an_account
from yiguan.attendance import helper_links
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.hallbox import packs
from yiguan.hallbox import queries as boxes
from yiguan.hallbox import service as hallbox
from yiguan.handling import case_links
from yiguan.handling.states import HandlingState
from yiguan.leads import queries as leads
from yiguan.leads.form_receipts import FormReceipt
from yiguan.new_phones import queries as moves
from yiguan.new_phones.states import MoveState
from yiguan.people import attempts, queries, reindexing, residents, service, signing_in, vault
from yiguan.people.attempts import SIGN_IN, Origin
from yiguan.people.models import Attempt, Person
from yiguan.people.states import Outcome, Role
from yiguan.retiring import ends_with
from yiguan.settings import settings
from yiguan.store import key_proofs, keyring
from yiguan.store.db import Base, db
from yiguan.store.keyring import FATE, Fate

PHONE = "p" * 32


def with_fate(fate):
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return {str(column) for column in columns if column.info.get(FATE) is fate}


def stored(columns):
    known = {str(c): c for table in Base.metadata.sorted_tables for c in table.columns}
    return {name: set(db.session.scalars(db.select(known[name]).where(known[name].is_not(None)))) for name in columns}


@pytest.fixture
def replaced(installed):
    """Does what the command and the restart after it do."""

    def replace():
        reindexing.make_anew(NEW)
        db.session.commit()
        db.session.expire_all()
        restart_with(installed, "index")

    return replace


def test_every_index_of_a_stored_value_is_made_anew(app, replaced):
    residents.resident_on(PHONE, "李秀英", phone="13800001234")
    attempts.keep(SIGN_IN, "wangjw", Origin("192.0.2.7"), Outcome.WRONG)
    db.session.commit()
    before = stored(with_fate(Fate.ANEW))
    replaced()
    after = stored(with_fate(Fate.ANEW))
    assert all(before.values()), "the test fills every such column"
    assert [name for name in before if before[name] & after[name] or len(before[name]) != len(after[name])] == []


def test_persons_are_found_by_name_and_phone_under_the_new_key_alone(app, replaced, installed):
    person = residents.resident_on(PHONE, "李秀英", phone="13800001234")
    db.session.commit()
    replaced()
    assert residents.resident_on(PHONE, "李秀英").id == person.id
    installed(keys=retired("index"))
    person = db.session.get_one(Person, person.id)
    assert person.name_index == vault.name_index("李秀英")
    assert person.phone_index == vault.new_person(person.kind, "x", "13800001234").phone_index


@pytest.mark.parametrize("browser", ["", "a" * 32])
def test_wrong_attempts_still_count(app, replaced, browser):
    origin = Origin("192.0.2.7", browser)
    for _ in range(5):
        attempts.keep(SIGN_IN, "wangjw", origin, Outcome.WRONG)
    db.session.commit()
    replaced()
    assert attempts.waits_until(SIGN_IN, "wangjw", origin)
    assert db.session.query(Attempt).count() == 5


def of_device():
    person = residents.resident_on(PHONE, "李秀英")
    return lambda: [one.id for one in residents.persons_on(PHONE)] == [person.id]


def of_link():
    account = an_account(Role.CONVENER)
    link = service.renew_link(SYSTEM, account)
    return lambda: queries.account_by_link(link) is not None


def of_sign_in():
    secret = signing_in._begin(an_account(Role.CONVENER), "Firefox")
    return lambda: queries.actor_by_sign_in(secret) is not None


def of_token():
    secret = service.issue_token(SYSTEM, an_account(Role.CONVENER), "read")
    return lambda: queries.actor_by_token(secret) is not None


def a_link():
    meeting = a_meeting()
    link = helper_links.make(the_runner(meeting.unit), meeting, pin="4711", shown=False)
    return link, helper_links.token_of(link)


def of_helper_link():
    _, token = a_link()
    return lambda: helper_links.link_and_code(token) is not None


def of_case_link():
    handling = a_case(HandlingState.DISPATCHED)
    take(handling, "make_link")
    link = case_links.link_of(handling)
    assert link is not None
    token = case_links.token_of(link)
    return lambda: case_links.link_with(token) is not None


def of_pin():
    link, token = a_link()
    return lambda: helper_links.let_in(link, token, pin="4711", name="小陈") is not None


def of_pack():
    meeting = a_meeting()
    pack, key = hallbox.make_pack(the_runner(meeting.unit), meeting)
    return lambda: boxes.actor_by_secret(packs.secret_of(key, pack.code)) is not None


def of_move():
    code = moves.code_of(a_move(MoveState.OPEN))
    return lambda: moves.find(code) is not None


def of_answer():
    parts = ("/leads", "{}")
    hashed = keyring.hash_of(*parts)
    return lambda: keyring.is_hash_of(hashed, *parts)


SECRETS = {
    "device.token_hash": of_device,
    "account.first_link_hash": of_link,
    "sign_in.token_hash": of_sign_in,
    "token.token_hash": of_token,
    "helper_link.token_hash": of_helper_link,
    "case_link.token_hash": of_case_link,
    "helper_link.pin_hash": of_pin,
    "box_pack.token_hash": of_pack,
    "phone_move.code_hash": of_move,
    "answer.request_hash": of_answer,
}


def test_every_hash_of_a_secret_is_tried_below():
    assert set(SECRETS) == with_fate(Fate.BOTH)


@pytest.mark.parametrize("column", SECRETS)
def test_what_its_holder_alone_knows_is_recognised_until_the_earlier_key_is_retired(app, replaced, installed, column):
    opens = SECRETS[column]()
    db.session.commit()
    replaced()
    assert opens()
    installed(keys=retired("index"))
    db.session.expire_all()
    assert not opens()


def test_a_report_that_is_sent_again_after_the_change_is_one_report(app, replaced):
    form = FormReceipt("JC", "", "n" * 24, 0)
    lead = a_lead()
    lead.nonce = form.one_time_keys("words")[0]
    db.session.commit()
    replaced()
    assert form.one_time_keys("words")[0] != lead.nonce
    found = leads.by_nonce(form.one_time_keys("words"))
    assert found is not None
    assert found.id == lead.id


def test_a_new_phone_names_the_new_key_and_outlives_the_earlier_one(app: Flask, replaced, installed):
    replaced()
    token = keyring.marked("n" * 28)
    number = residents.device_id_of(token)
    installed(keys=retired("index"))
    assert (len(token), residents.device_id_of(token)) == (32, number)


def test_what_ends_with_the_earlier_key_is_counted(app):
    key_proofs.keep(settings().keys)
    before = clock.now() - timedelta(minutes=1)
    with clock.at(before):
        of_device(), of_token(), of_link()
    db.session.commit()
    told = ends_with("index_key")
    assert "1 部手机认不出来了：上面看不到从前的“我的事”。" in told
    assert "1 个接口令牌失效。" in told
    assert not [sentence for sentence in told if "会场包" in sentence]
