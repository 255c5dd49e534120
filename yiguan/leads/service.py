"""What is particular to each act on a lead; rule, state, trail and telling happen around it (workflow/perform.py)."""

from sqlalchemy import update

from yiguan.audit import touching
from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.calendar import service as calendar
from yiguan.leads import queries
from yiguan.leads.models import Lead, LeadDevice, LeadNote
from yiguan.leads.reporting import begin_first_look
from yiguan.leads.states import NoteKind
from yiguan.organisation.models import Unit
from yiguan.people import residents, vault
from yiguan.people import service as people
from yiguan.people.privacy.patterns import mask_ids
from yiguan.store.db import db, insert_into

ASKED = "请居民补充"


def ask(actor: Actor, lead: Lead, *, note: str) -> None:
    """请补充: the clock stands until the resident answers (TR-03)."""
    calendar.pause(actor, lead, reason=ASKED, from_day=clock.today())
    _note(actor, lead, NoteKind.ASK, note)


def answer(actor: Actor, lead: Lead, *, words: str) -> None:
    """补充: by the resident, or typed for them; the clock goes on with what was left of it."""
    calendar.resume(lead, to_day=clock.today())
    _note(actor, lead, NoteKind.ANSWER, mask_ids(words))


def add_note(actor: Actor, lead: Lead, *, words: str) -> None:
    """内部备注: for staff only; its words stand neither in the trail nor in a notice (TR-06)."""
    _note(actor, lead, NoteKind.INTERNAL, words)


def _note(actor: Actor, lead: Lead, kind: NoteKind, text: str) -> None:
    db.session.add(LeadNote(lead_id=lead.id, kind=kind, text=text, by=actor.id, at=clock.now()))


def move_lead(actor: Actor, lead: Lead, *, unit: Unit) -> Trace:
    """To the station it belongs to, with its history (TP-02); the resident has waited, so the clock is not reset."""
    if not unit.takes_leads or unit.id == lead.unit_id:
        raise Invalid(fields={"unit": ["请选另一个收线索的协商站。"]})
    before, lead.unit, lead.unit_id = lead.unit.code, unit, unit.id
    return Trace(before=before, after=unit.code)


def stop_clock(actor: Actor, lead: Lead) -> None:
    """The first look is over: somebody decided, or the resident took the matter back."""
    calendar.end(lead)


def recheck(actor: Actor, lead: Lead) -> None:
    """复核: the office sends a declined lead back to its station, once (domain.md E3)."""
    if lead.rechecked:
        raise Conflict("这条线索已经复核过一次，不能再复核。请直接和居民说明。", code="rechecked")
    lead.rechecked = True
    begin_first_look(lead)


def reveal(actor: Actor, lead: Lead, *, note: str) -> Trace:
    """The proposer's name and phone in full: an act with a reason that leaves a trace (PS-06)."""
    person = queries.proposer_of(lead)
    return Trace(found=(vault.name_of(person), people.reveal_phone(actor, person, reason=note)))


def keep(actor: Actor, lead: Lead, *, token: str) -> None:
    """The phone with this cookie shows the matter from now on; again after it was ended, if receipt and digits open."""
    device = residents.device_id_of(token)
    residents.remember_device(device, token)
    ended = (LeadDevice.lead_id == lead.id, LeadDevice.device_id == device, LeadDevice.ended_at.is_not(None))
    db.session.execute(update(LeadDevice).where(*ended).values(ended_at=None))
    new = insert_into(LeadDevice).values(lead_id=lead.id, device_id=device, at=clock.now()).on_conflict_do_nothing()
    touching.touch("lead_device", db.session.scalars(new.returning(LeadDevice.id)))


def forget(actor: Actor, lead: Lead) -> None:
    """Only the phone that sent the matter still shows it."""
    kept = update(LeadDevice).where(LeadDevice.lead_id == lead.id, LeadDevice.ended_at.is_(None))
    db.session.execute(kept.values(ended_at=clock.now()))
