"""Whether four digits open a lead. Wrong tries slow down whoever guesses; the caller commits either way."""

from datetime import timedelta

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import NOBODY, Actor
from yiguan.base.errors import TooMany
from yiguan.leads import queries, receipts
from yiguan.leads.marks import LOOK_UP, LOOK_UP_FAILED
from yiguan.leads.models import Lead
from yiguan.people import attempts
from yiguan.people.attempts import Origin, Policy
from yiguan.people.states import AttemptKind
from yiguan.store.db import beforehand

RECEIPT = Policy(AttemptKind.RECEIPT, 5, 20, timedelta(days=1), 3600)
"""Somebody with many addresses tries twenty of the 10,000 tails a day, and then one an hour."""
WAIT = "这张收据试错的次数太多了，{until}以后再填。您的事还在，没有丢；等不及，打协商站的电话问。"


def look_up(receipt: str, tail: str, address: str) -> Lead | None:
    """The lead that receipt and digits open. Raises TooMany, with the time, whether or not there is such a receipt."""
    name, origin = (receipts.read(receipt) or receipt)[:40], Origin(address)
    with beforehand():
        begun = attempts.begin(RECEIPT, name, origin)
    if begun.until is not None:
        wait_s = int((begun.until - clock.now()).total_seconds())
        raise TooMany(WAIT.format(until=clock.time_of_day(begun.until)), retry_after_s=wait_s)
    lead = queries.get_by_receipt(receipt)
    if lead is None or not queries.opens(lead, tail):
        trail.record(lead or "lead", LOOK_UP_FAILED, by=NOBODY)
        return None
    attempts.turned_out_right(begun)
    trail.record(lead, LOOK_UP, by=Actor("resident", id=lead.person_id))
    return lead
