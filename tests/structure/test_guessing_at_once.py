"""Many guesses at once, in threads that commit for real: each is counted before it is checked, none slips through."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.client import PASSWORD
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from tests.factories.reception import a_link
from yiguan.attendance import helper_links
from yiguan.attendance.models import HelperLink
from yiguan.base import clock
from yiguan.base.errors import TooMany
from yiguan.leads import looking_up
from yiguan.people import attempts, passwords, proof, signing_in
from yiguan.people.attempts import SIGN_IN, Origin
from yiguan.people.models import Account, Attempt
from yiguan.people.states import Outcome, Role
from yiguan.store import keyring
from yiguan.store.db import beforehand, db, transaction
from yiguan.store.slots import Slots

MANY = 12
HERE = Origin("203.0.113.9")


@pytest.fixture
def guessed_at(real_app, monkeypatch):
    """Runs one act in many threads that start together; there is a place for the password of each."""
    monkeypatch.setattr(passwords, "HASHERS", Slots("many", MANY, here=MANY, wait_s=10.0, full=""))

    def run(act):
        barrier, results = threading.Barrier(MANY), []

        def one():
            with real_app.app_context():
                barrier.wait(10)
                results.append(act())
                db.session.remove()

        threads = [threading.Thread(target=one) for _ in range(MANY)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    with real_app.app_context():
        yield run


def outcomes(name, kind):
    index = keyring.hash_of(*attempts.named(kind, name))
    found = db.session.scalars(select(Attempt.outcome).where(Attempt.name_index == index)).all()
    return {outcome: found.count(outcome) for outcome in set(found)}


@pytest.mark.parametrize("known", [True, False])
def test_of_many_wrong_passwords_at_once_five_are_checked_and_all_are_counted(real_app, guessed_at, known):
    with transaction():
        name = an_account(Role.OFFICER).username if known else f"nobody-{clock.now():%f}"
    form = {"username": name, "password": "wrong"}
    sent = guessed_at(lambda: real_app.test_client().post("/sign-in", data=form).status_code)
    assert sent == [422] * MANY
    assert outcomes(name, SIGN_IN.kind) == {Outcome.WRONG: 5, Outcome.WAITING: MANY - 5}


def test_of_many_wrong_digits_at_once_six_are_checked(real_app, guessed_at):
    with transaction():
        receipt = a_lead(a_station()).receipt

    def look():
        try:
            with transaction():
                return looking_up.look_up(receipt, "0000", HERE.address)
        except TooMany:
            return "too many"

    answers = guessed_at(look)
    checked = outcomes(receipt, looking_up.RECEIPT.kind)[Outcome.WRONG]
    assert checked == looking_up.RECEIPT.free + 1
    assert sorted(map(str, answers)) == ["None"] * checked + ["too many"] * (MANY - checked)


def test_many_wrong_proofs_at_once_are_all_counted_and_lock(guessed_at):
    with transaction():
        account = an_account(Role.OFFICER)
        actor = as_actor(account)

    def prove(password="wrong"):
        with transaction():
            return proof.owned(actor, password, "")

    assert guessed_at(prove) == [False] * MANY
    assert db.session.scalar(select(Account.failures).where(Account.id == account.id)) == MANY
    assert prove(PASSWORD) is False
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert prove(PASSWORD) is True


def test_of_many_wrong_pins_at_once_ten_are_checked(guessed_at):
    with transaction():
        link, token = a_link(a_meeting_now())
        number = link.id

    def try_pin():
        with transaction():
            return helper_links.let_in(db.session.get_one(HelperLink, number), token, pin="0000", name="赵大妈")

    assert guessed_at(try_pin) == [None] * MANY
    assert db.session.scalar(select(HelperLink.failures).where(HelperLink.id == number)) == helper_links.MOST_TRIES


@pytest.mark.parametrize("earlier", [0, 4])
def test_a_crash_before_the_outcome_counts_one_attempt_and_no_longer_delay(app, earlier):
    account = an_account(Role.OFFICER)
    for _ in range(earlier + 1):
        with beforehand():
            signing_in.begin(account, name=account.username, origin=HERE)
    until = attempts.waits_until(SIGN_IN, account.username, HERE)
    assert (until is None) == (earlier == 0)
    with clock.at(clock.now() + timedelta(seconds=attempts.FIRST_DELAY_S + 1)):
        assert attempts.waits_until(SIGN_IN, account.username, HERE) is None
