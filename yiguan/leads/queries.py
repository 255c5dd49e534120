from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from yiguan.attachments.service import is_there
from yiguan.base import clock, codes, crypto
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.leads import receipts
from yiguan.leads.models import Lead, LeadDevice, LeadNote, LeadPhoto, LeadSupport
from yiguan.leads.rules import TRIAGE
from yiguan.leads.states import OPEN, WITH_RESIDENT, LeadState, NoteKind
from yiguan.organisation.models import Unit
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db
from yiguan.store.reach import reaches

RATE, RATE_MIN = 3, 10
SUPPORTED = LeadSupport.withdrawn_at.is_(None)


def visible_to(actor: Actor) -> Select[Lead]:
    """Every list and look-up of staff starts here: the own station's leads, the office all of them."""
    return select(Lead).join(Lead.unit).where(reaches(actor, Unit.path, *TRIAGE)).options(contains_eager(Lead.unit))


def get_lead(actor: Actor, lead_id: int) -> Lead:
    """Raises NotFound outside the actor's reach."""
    lead = db.session.scalar(visible_to(actor).where(Lead.id == lead_id).options(joinedload(Lead.limit)))
    if lead is None:
        raise NotFound("没有找到这条线索，它可能已经转到别的协商站。请回到线索列表看看。")
    return lead


def inbox(actor: Actor, *states: LeadState) -> Select[Lead]:
    """Sorted by time left, overdue first; then those waiting for the resident; the rest newest first."""
    turn = case((Lead.state == LeadState.SUBMITTED, 0), (Lead.state.in_(WITH_RESIDENT), 1), else_=2)
    by_time = case((Lead.state.in_(OPEN), Lead.id), else_=-Lead.id)
    return visible_to(actor).where(Lead.state.in_(states)).order_by(turn, Lead.due_on, by_time)


def overdue(actor: Actor) -> Select[Lead]:
    """What should have been answered before today, station by station, the longest waiting first (TR-02)."""
    late = (Lead.state == LeadState.SUBMITTED, Lead.due_on < clock.today())
    return visible_to(actor).where(*late).order_by(Lead.unit_id, Lead.due_on, Lead.id)


def count_overdue(actor: Actor) -> int:
    bare = overdue(actor).order_by(None).with_only_columns(func.count(Lead.id), maintain_column_froms=True)
    return db.session.scalar(bare) or 0


def counts(actor: Actor) -> dict[LeadState, int]:
    """How many there are of each state, for the filters, in one statement."""
    bare = visible_to(actor).with_only_columns(Lead.state, func.count(Lead.id), maintain_column_froms=True)
    return {row[0]: row[1] for row in db.session.execute(bare.group_by(Lead.state))}


def get_by_receipt(receipt: str) -> Lead | None:
    """By the number on the slip, however it was typed; None when there is no such lead."""
    code = receipts.read(receipt)
    query = select(Lead).options(joinedload(Lead.unit))
    return db.session.scalar(query.where(Lead.receipt == code)) if code else None


def by_nonce(nonces: Sequence[str]) -> Lead | None:
    """The lead this very form made already."""
    return db.session.scalar(select(Lead).options(joinedload(Lead.unit)).where(Lead.nonce.in_(nonces)))


def proposer_of(lead: Lead) -> Person:
    return db.session.get_one(Person, lead.person_id)


def pick_code_of(lead: Lead) -> str:
    """取件码: takes the place of the phone's last four for who left no phone (product.md §5.2)."""
    return keyring.decrypt(lead.pick_code, f"lead.pick_code:{lead.receipt}")


def opens(lead: Lead, tail: str) -> bool:
    """Whether these four digits open the lead: the phone's last four, or the pick code; in constant time."""
    typed = codes.read_code(tail, codes.DIGITS) or ""
    phone = vault.phone_of(proposer_of(lead))
    by_phone = crypto.same(phone[-4:] or "none", typed)
    return crypto.same(pick_code_of(lead), typed) or by_phone


def is_from_phone(lead: Lead, token: str) -> bool:
    """Whether the lead was sent from the phone with this device cookie, or is kept on it."""
    device = residents.device_id_of(token)
    return proposer_of(lead).device_id == device or device in devices_of(lead)


def devices_of(lead: Lead) -> set[int]:
    """The phones that keep the lead besides the one that sent it."""
    kept = (LeadDevice.lead_id == lead.id, LeadDevice.ended_at.is_(None))
    return set(db.session.scalars(select(LeadDevice.device_id).where(*kept)))


def kept_on(device: int) -> Sequence[Lead]:
    """The leads that this phone keeps, the latest first, with their stations."""
    kept = (LeadDevice.device_id == device, LeadDevice.ended_at.is_(None))
    query = select(Lead).join(LeadDevice, LeadDevice.lead_id == Lead.id).join(Lead.unit).where(*kept)
    return db.session.scalars(query.options(contains_eager(Lead.unit)).order_by(LeadDevice.at.desc()).limit(50)).all()


def sends_too_often(person: Person) -> bool:
    """Three leads in ten minutes from one phone: the next is held for review, never refused (security.md 14)."""
    since = clock.now() - timedelta(minutes=RATE_MIN)
    query = select(func.count(Lead.id)).join(Person, Person.id == Lead.person_id)
    recent = db.session.scalar(query.where(Person.device_id == person.device_id, Lead.at.between(since, clock.now())))
    return (recent or 0) >= RATE


def supporters_of(lead: Lead) -> Sequence[int]:
    """Persons who said that they have the same trouble and did not take it back."""
    return db.session.scalars(select(LeadSupport.person_id).where(LeadSupport.lead_id == lead.id, SUPPORTED)).all()


def photos_of(lead: Lead) -> Sequence[LeadPhoto]:
    """Those whose files are still kept and may be shown; they go with the proposer's name."""
    query = select(LeadPhoto).where(LeadPhoto.lead_id == lead.id).options(joinedload(LeadPhoto.attachment))
    photos = db.session.scalars(query.order_by(LeadPhoto.position))
    return [photo for photo in photos if photo.attachment.may_leave and is_there(photo.attachment, settings().uploads)]


def notes_of(lead: Lead, *kinds: NoteKind) -> Sequence[LeadNote]:
    """What was asked, answered, and noted among staff, oldest first; residents are shown ASK and ANSWER only."""
    query = select(LeadNote).where(LeadNote.lead_id == lead.id, LeadNote.kind.in_(kinds))
    return db.session.scalars(query.order_by(LeadNote.id)).all()


def question_of(lead: Lead) -> str:
    """What the station still waits for; empty when nothing is asked."""
    asked = notes_of(lead, NoteKind.ASK) if lead.state in WITH_RESIDENT else ()
    return asked[-1].text if asked else ""
