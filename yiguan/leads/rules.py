"""Who may do what with a lead: the own station triages, the office over all stations, residents their own words."""

from yiguan.base.actor import Actor
from yiguan.leads.models import Lead
from yiguan.leads.states import LEAD_FLOW, OPEN, LeadState
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, Role

TRIAGE = tuple(map(str, (*CONVENING, Role.OFFICER)))


def can_enter(actor: Actor, unit: Unit) -> bool:
    """Typing a lead for a resident who came, called or wrote."""
    return actor.has(*TRIAGE, path=unit.path)


def can_triage(actor: Actor, lead: Lead) -> bool:
    return actor.has(*TRIAGE, path=lead.unit.path)


def can_speak(actor: Actor, lead: Lead) -> bool:
    """The resident, or the staff who type for somebody without a phone."""
    return actor.id == lead.person_id or can_triage(actor, lead)


def can_recheck(actor: Actor, lead: Lead) -> bool:
    """复核 is the office's: a station does not judge its own refusal."""
    return actor.has(str(Role.OFFICER), path=lead.unit.path)


GUARDS = {
    "accept": can_triage,
    "ask": can_triage,
    "move": can_triage,
    "transfer": can_triage,
    "decline": can_triage,
    "answer": can_speak,
    "recheck": can_recheck,
    "note": can_triage,
    "withdraw": can_speak,
}


def open_acts(actor: Actor, lead: Lead) -> list[str]:
    """What this person may do with this lead now, for buttons."""
    return [act for act, may in GUARDS.items() if may(actor, lead) and _is_open(act, lead)]


def _is_open(act: str, lead: Lead) -> bool:
    if act == "move":
        return lead.state in OPEN
    if act == "recheck":
        return lead.state is LeadState.DECLINED and not lead.rechecked
    return act not in LEAD_FLOW.steps or LEAD_FLOW.allows(act, lead.state)
