"""线索: the way of a resident's own report until a topic takes it up, and of whom the station still has one open."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, select

from yiguan.attachments import service as attachments
from yiguan.attachments.models import Attachment
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.leads.models import Lead, LeadPhoto, LeadSupport
from yiguan.leads.queries import SUPPORTED
from yiguan.leads.states import OPEN, WITH_RESIDENT, LeadState
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.workflow.history import told_to_proposer
from yiguan.workflow.stories import Held, Step, Story, Trail

OF_OTHERS = "别人反映的一件事"
"""Somebody else's words are theirs."""


def own_trail(lead: Lead) -> Trail:
    """As its proposer reads it, with every word the station wrote to them; nothing is to come once it is decided."""
    opening = (Step("您提出", lead.at), *told_to_proposer(entries_of(lead)))
    return Trail(opening=opening, coming=_coming(lead), words=True)


def _coming(lead: Lead) -> tuple[Step, ...]:
    if lead.state in WITH_RESIDENT:
        return (Step("等您补充"),)
    if lead.state is LeadState.SUBMITTED:
        return (Step("协商站看一看", at_label=f"{clock.day(lead.due_on)}前" if lead.due_on else ""),)
    return ()


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    alike = select(LeadSupport.person_id).join(Lead, Lead.id == LeadSupport.lead_id)
    return (
        select(Lead.person_id).where((Lead.at >= before) | Lead.state.in_(OPEN)),
        alike.where(SUPPORTED, (LeadSupport.at >= before) | Lead.state.in_(OPEN)),
    )


def _forgets(persons: Sequence[int]) -> None:
    """Photos may show people and homes, so they go with the name."""
    theirs = select(Attachment).join(LeadPhoto, LeadPhoto.attachment_id == Attachment.id)
    found = db.session.scalars(theirs.join(Lead, Lead.id == LeadPhoto.lead_id).where(Lead.person_id.in_(persons)))
    attachments.forget(found.all(), settings().uploads)


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    for lead in db.session.scalars(select(Lead).where(Lead.person_id.in_(persons))):
        url, about = f"/leads/{lead.receipt}", ("lead", lead.id)
        yield Held("反映的事", lead.title, lead.at, url, is_open=lead.state in OPEN, about=about)
    alike = select(LeadSupport, Lead).join(Lead, Lead.id == LeadSupport.lead_id)
    for support, lead in db.session.execute(alike.where(LeadSupport.person_id.in_(persons), SUPPORTED)):
        is_open = lead.state in OPEN
        yield Held("我也一样", OF_OTHERS, support.at, is_open=is_open, about=("lead_support", support.id))


_alike = select(LeadSupport.person_id, Lead.unit_id, LeadSupport.at).join(Lead, Lead.id == LeadSupport.lead_id)
_known_at = (select(Lead.person_id, Lead.unit_id, Lead.at), _alike)
STORY = Story(needs=_needs, forgets=_forgets, holds=_holds, known_at=_known_at)
