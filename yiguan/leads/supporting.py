"""我也一样: a resident supports a lead that says what they would have said, instead of writing another (TP-06)."""

from sqlalchemy import func, select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.errors import require
from yiguan.leads import queries, rules
from yiguan.leads.marks import SUPPORT, TAKE_BACK
from yiguan.leads.models import Lead, LeadSupport
from yiguan.people import residents
from yiguan.people.joining import main_of
from yiguan.people.models import Person
from yiguan.store.db import added, db

SHUT = "这件事已经有了结果，或者就是您提的，这次没有记下。可以在议题的页面上附议，或者另写一条。"


def support(person: Person, lead: Lead) -> None:
    """Once a person, however often they tap; after taking it back, again. Raises Forbidden."""
    require(rules.can_support(residents.as_actor(person), lead), SHUT)
    new = LeadSupport(lead_id=lead.id, person_id=person.id, at=clock.now())
    kept = None if added(new) else _of(person, lead)
    if kept is not None and kept.withdrawn_at is None:
        return
    if kept is not None:
        kept.at, kept.withdrawn_at = clock.now(), None
    trail.record(lead, SUPPORT, by=residents.as_actor(person))


def take_back(person: Person, lead: Lead) -> None:
    """The row stays with its day; who never supported the lead changes nothing."""
    kept = _of(person, lead)
    if kept is not None and kept.withdrawn_at is None:
        kept.withdrawn_at = clock.now()
        trail.record(lead, TAKE_BACK, by=residents.as_actor(person))


def supporters(lead: Lead) -> int:
    """A person counts once, whichever of their records said it."""
    people = func.count(main_of(LeadSupport.person_id).distinct())
    return db.session.scalar(select(people).where(LeadSupport.lead_id == lead.id, queries.SUPPORTED)) or 0


def _of(person: Person, lead: Lead) -> LeadSupport | None:
    theirs = (LeadSupport.lead_id == lead.id, LeadSupport.person_id == person.id)
    return db.session.scalar(select(LeadSupport).where(*theirs).with_for_update())
