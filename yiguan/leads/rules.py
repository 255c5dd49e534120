"""Who may do what with a lead: the own station triages, the office over all stations, residents their own words."""

from yiguan.base.actor import Actor
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, Role

TRIAGE = (*CONVENING, Role.OFFICER)


def can_enter(actor: Actor, unit: Unit) -> bool:
    """Typing a lead for a resident who came, called or wrote."""
    return actor.has(*TRIAGE, path=unit.path)


def can_enter_somewhere(actor: Actor) -> bool:
    """Before a form that names the unit is read."""
    return actor.has(*TRIAGE)


def can_triage(actor: Actor, lead: Lead) -> bool:
    return actor.has(*TRIAGE, path=lead.unit.path)


def can_support(actor: Actor, lead: Lead) -> bool:
    """Another resident with the same trouble; a lead in a topic is supported there, a decided one no more (TP-07)."""
    return actor.id != lead.person_id and lead.state in OPEN


def can_speak(actor: Actor, lead: Lead) -> bool:
    """The resident, or the staff who type for somebody without a phone."""
    return actor.id == lead.person_id or can_triage(actor, lead)


def can_recheck(actor: Actor, lead: Lead) -> bool:
    """复核 is the office's: a station does not judge its own refusal."""
    return actor.has(Role.OFFICER, path=lead.unit.path)
