"""What happens to a lead, from the resident's words to an answer. Each act: require, change, trail, notices."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from yiguan.attachments import service as attachments
from yiguan.attachments.pictures import Picture
from yiguan.audit import trail
from yiguan.base import clock, codes, crypto
from yiguan.base.actor import NOBODY, Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar.deadlines import working_deadline
from yiguan.calendar.working_days import add_working_days
from yiguan.leads import notices, queries, rules
from yiguan.leads.models import Lead, LeadNote, LeadPhoto
from yiguan.leads.states import LEAD_FLOW, OPEN, NoteKind
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import fields, get_reason
from yiguan.organisation.states import ReasonKind
from yiguan.people import residents, vault
from yiguan.people import service as people
from yiguan.people.models import Person
from yiguan.people.privacy.patterns import mask_ids
from yiguan.people.states import Channel, PublicName
from yiguan.settings import settings
from yiguan.store.db import db

TRIES, LOCK_MIN = 10, 15


def submit(
    person: Person,
    unit: Unit,
    *,
    text: str,
    place: str,
    nonce: str,
    field: str = "",
    public_name: PublicName = PublicName.SURNAME,
    channel: Channel = Channel.QR,
) -> Lead:
    """A resident's own report; the same `nonce` twice is one lead. Raises Invalid for a field nobody listed."""
    lead = _new(person, unit, text=text, place=place, field=field, public_name=public_name, channel=channel)
    lead.nonce, lead.held_for = nonce, "rate" if queries.sends_too_often(person) else ""
    try:
        with db.session.begin_nested():
            db.session.add(lead)
    except IntegrityError:  # the same form at the same moment: the other one was first
        return _twin(nonce)
    notices.lead_arrived(lead, trail.record(lead, "create", by=residents.as_actor(person)))
    return lead


def enter(
    actor: Actor,
    unit: Unit,
    *,
    channel: Channel,
    name: str,
    text: str,
    place: str,
    phone: str = "",
    field: str = "",
    public_name: PublicName = PublicName.SURNAME,
) -> Lead:
    """Typed by staff for a resident who agreed and heard it read back; who typed is kept (ST-04)."""
    require(rules.can_enter(actor, unit))
    person = residents.resident_at_desk(name, phone=phone, channel=channel)
    lead = _new(person, unit, text=text, place=place, field=field, public_name=public_name, channel=channel)
    lead.entered_by = actor.id
    db.session.add(lead)
    entry = trail.record(lead, "enter", by=actor, note=f"{channel.label}，本人同意，已念给本人听")
    notices.lead_arrived(lead, entry)
    return lead


def _new(
    person: Person, unit: Unit, *, text: str, place: str, field: str, public_name: PublicName, channel: Channel
) -> Lead:
    """ID numbers are never kept, whoever typed them (domain.md §6.6)."""
    if not unit.takes_leads:
        raise Conflict("这里现在不收线索，您写的没有存下。请从首页换一个协商站再提交。")
    check_field(field)
    receipt = codes.random_code(8)
    return Lead(
        receipt=receipt,
        nonce=codes.random_code(40),
        unit_id=unit.id,
        unit=unit,
        person_id=person.id,
        channel=channel,
        text=mask_ids(text),
        place=mask_ids(place)[:60],
        field=field,
        public_name=public_name,
        pick_code=crypto.encrypt(vault.keys().person, codes.digits(4), f"lead.pick_code:{receipt}"),
        held_for="",
        due_on=first_look(),
        at=clock.now(),
        is_sample=person.is_sample,
    )


def check_field(field: str) -> None:
    """Raises Invalid for a field of life (民生领域) that is not on the list; none is allowed."""
    if field and field not in {known.code for known in fields()}:
        raise Invalid(fields={"field": ["没有这一类，请从页面上选一个，或者不选。"]})


def _twin(nonce: str) -> Lead:
    twin = queries.by_nonce(nonce)
    if twin is None:
        raise Conflict("刚才有点挤，这次没有存下。请再点一次提交。")
    return twin


def first_look() -> date:
    """初核: the last day by which the station looks at what came in today (domain.md §2.4, 3 working days)."""
    return working_deadline(clock.now(), settings().first_look_days).due


def add_photos(lead: Lead, photos: Sequence[Picture], folder: Path) -> None:
    """Pictures already drawn anew, in the order they were chosen."""
    for position, picture in enumerate(photos):
        kept = attachments.keep(picture, folder)
        db.session.add(LeadPhoto(lead_id=lead.id, attachment_id=kept.id, position=position))


def ask(actor: Actor, lead: Lead, *, text: str) -> Lead:
    """请补充: the clock stands until the resident answers (TR-03)."""
    require(rules.can_triage(actor, lead))
    lead.days_left, lead.due_on = lead.deadline.left(clock.today()) if lead.deadline else 0, None
    entry = trail.move(lead, LEAD_FLOW, "ask", by=actor, note=text)
    _note(actor, lead, NoteKind.ASK, text)
    notices.lead_asked(lead, entry, text)
    return lead


def answer(actor: Actor, lead: Lead, *, text: str) -> Lead:
    """补充: by the resident, or typed for them; the clock goes on with what was left of it."""
    require(rules.can_speak(actor, lead))
    lead.due_on, lead.days_left = add_working_days(clock.today(), lead.days_left or 0), None
    entry = trail.move(lead, LEAD_FLOW, "answer", by=actor)
    _note(actor, lead, NoteKind.ANSWER, mask_ids(text))
    notices.lead_answered(lead, entry)
    return lead


def add_note(actor: Actor, lead: Lead, *, text: str) -> Lead:
    """内部备注: for staff only; its words stand neither in the trail nor in a notice (TR-06)."""
    require(rules.can_triage(actor, lead))
    _note(actor, lead, NoteKind.INTERNAL, text)
    trail.record(lead, "note", by=actor)
    return lead


def _note(actor: Actor, lead: Lead, kind: NoteKind, text: str) -> None:
    db.session.add(LeadNote(lead_id=lead.id, kind=kind, text=text, by=actor.id, at=clock.now()))


def move_lead(actor: Actor, lead: Lead, *, unit: Unit, text: str) -> Lead:
    """To the station it belongs to, with its history (TP-02); the resident has waited, so the clock is not reset."""
    require(rules.can_triage(actor, lead))
    if lead.state not in OPEN:
        raise Conflict(f"线索现在是“{lead.state.label}”，不能再转站点，什么都没有改动。", code="wrong_state")
    if not unit.takes_leads or unit.id == lead.unit_id:
        raise Invalid(fields={"unit": ["请选另一个收线索的协商站。"]})
    before, lead.unit, lead.unit_id = lead.unit.code, unit, unit.id
    notices.lead_moved(lead, trail.record(lead, "move", by=actor, before=before, after=unit.code, note=text), text)
    return lead


def transfer(actor: Actor, lead: Lead, *, reason: str, text: str) -> Lead:
    """转其他渠道, such as 12345: with a listed reason and a text that tells the resident where to turn."""
    require(rules.can_triage(actor, lead))
    listed = get_reason(ReasonKind.LEAD_TRANSFER, reason)
    lead.due_on = lead.days_left = None
    entry = trail.move(lead, LEAD_FLOW, "transfer", by=actor, reason=reason, note=text)
    notices.lead_transferred(lead, entry, listed.label, text)
    return lead


def decline(actor: Actor, lead: Lead, *, reason: str, text: str) -> Lead:
    """不采用, with a listed reason and a text; both reach the proposer (TR-01)."""
    require(rules.can_triage(actor, lead))
    listed = get_reason(ReasonKind.LEAD_DECLINE, reason)
    lead.due_on = lead.days_left = None
    entry = trail.move(lead, LEAD_FLOW, "decline", by=actor, reason=reason, note=text)
    notices.lead_declined(lead, entry, listed.label, text)
    return lead


def recheck(actor: Actor, lead: Lead, *, text: str) -> Lead:
    """复核: the office sends a declined lead back to its station, once (domain.md E3)."""
    require(rules.can_recheck(actor, lead))
    if lead.rechecked:
        raise Conflict("这条线索已经复核过一次，不能再复核。请直接和居民说明。", code="rechecked")
    lead.rechecked, lead.due_on = True, first_look()
    entry = trail.move(lead, LEAD_FLOW, "recheck", by=actor, note=text)
    notices.lead_rechecked(lead, entry, text)
    return lead


def withdraw(actor: Actor, lead: Lead) -> Lead:
    """撤回: by the resident, or by staff for them; what was said stays in the trail."""
    require(rules.can_speak(actor, lead))
    lead.due_on = lead.days_left = None
    entry = trail.move(lead, LEAD_FLOW, "withdraw", by=actor)
    notices.lead_withdrawn(lead, entry)
    return lead


def accept(actor: Actor, lead: Lead, *, topic_title: str) -> Lead:
    """采用: called by topics when the lead joins one."""
    require(rules.can_triage(actor, lead))
    lead.due_on = lead.days_left = None
    entry = trail.move(lead, LEAD_FLOW, "accept", by=actor, note=topic_title)
    notices.lead_accepted(lead, entry, topic_title)
    return lead


def release(actor: Actor, lead: Lead) -> Lead:
    """Back to the inbox: called by topics when the lead leaves one; a first look begins anew."""
    require(rules.can_triage(actor, lead))
    lead.due_on = first_look()
    entry = trail.move(lead, LEAD_FLOW, "release", by=actor)
    notices.lead_released(lead, entry)
    return lead


def reveal(actor: Actor, lead: Lead, *, why: str) -> tuple[str, str]:
    """The proposer's name and phone in full: an act with a reason that leaves a trace (PS-06)."""
    require(rules.can_triage(actor, lead))
    person = queries.proposer_of(lead)
    phone = people.reveal_phone(actor, person, reason=why)
    trail.record(lead, "reveal", by=actor, note=why)
    return vault.name_of(person), phone


def look_up(lead: Lead | None, tail: str) -> bool:
    """Whether the tail opens the lead. Ten wrong ones lock it for a quarter of an hour; the caller commits either way.

    Counted past the version, so that somebody's guessing never makes a convener's page stale.
    """
    if lead is None:
        return False
    locked = lead.locked_until is not None and lead.locked_until > clock.now()
    if not locked and queries.opens(lead, tail):
        trail.record(lead, "look_up", by=Actor("resident", id=lead.person_id))
        return True
    if not locked:
        _count_failure(lead)
    return False


def _count_failure(lead: Lead) -> None:
    failed = lead.failed_tries + 1
    until = clock.now() + timedelta(minutes=LOCK_MIN) if failed % TRIES == 0 else lead.locked_until
    change = update(Lead).where(Lead.id == lead.id).values(failed_tries=Lead.failed_tries + 1, locked_until=until)
    db.session.execute(change.execution_options(synchronize_session=False))
    db.session.refresh(lead, ["failed_tries", "locked_until"])
    trail.record(lead, "look_up_failed", by=NOBODY)
