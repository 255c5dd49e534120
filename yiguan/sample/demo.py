"""What a script needs to drive the demo, as it stands in instance/demo.json (product.md §6)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.attendance import codes
from yiguan.base import crypto
from yiguan.leads.models import Lead
from yiguan.meetings.states import MeetingState
from yiguan.people import service, vault
from yiguan.people.models import Person
from yiguan.sample.meetings import Meetings
from yiguan.sample.people import Cast
from yiguan.settings import settings
from yiguan.store.db import db

TOKENS = (("convener", "XF"), ("officer", "TG"))


def tell(cast: Cast, password: str, meetings: Meetings) -> dict[str, Any]:
    """Accounts, tokens and leads of the sample just loaded."""
    return {
        "base_url": settings().base_url,
        "accounts": [_account(entry, password) for entry in cast.accounts],
        "tokens": [_token(cast, role, unit) for role, unit in TOKENS],
        "open_meeting": _open_meeting(meetings),
        "leads": [_lead(lead) for lead in _leads()],
    }


def _open_meeting(meetings: Meetings) -> dict[str, Any]:
    """The one that takes check-ins right now."""
    meeting = next(meeting for meeting in meetings.values() if meeting.state is MeetingState.OPEN)
    code, base = codes.mint_of(settings().keys, meeting).printed(), settings().base_url
    urls = {"printed_code_url": f"{base}/C/{code}", "hall_url": f"{base}/hall/{meeting.code}"}
    return {"code": meeting.code, "unit": meeting.unit.code, **urls}


def _account(entry: tuple[Any, str, str, str], password: str) -> dict[str, Any]:
    account, role, unit, name = entry
    who = {"username": account.username, "password": password, "role": role}
    return {**who, "unit": unit, "name": name, "totp_secret": None}


def _token(cast: Cast, role: str, unit: str) -> dict[str, Any]:
    account = next(a for a, its_role, its_unit, _ in cast.accounts if (its_role, its_unit) == (role, unit))
    secret = service.issue_token(cast.actors[role, unit], account, "read write", label="示例")
    return {"token": secret, "unit": unit, "username": account.username, "scopes": ["read", "write"]}


def _leads() -> list[Lead]:
    return list(db.session.scalars(select(Lead).order_by(Lead.id).options(joinedload(Lead.unit))))


def _lead(lead: Lead) -> dict[str, Any]:
    """The phone's last four, or the pick code of somebody without a phone."""
    phone = vault.phone_of(db.session.get_one(Person, lead.person_id))
    pick = crypto.decrypt(vault.keys().person, lead.pick_code, f"lead.pick_code:{lead.receipt}")
    return {"receipt": lead.receipt, "phone_tail": phone[-4:] or pick, "state": str(lead.state), "unit": lead.unit.code}
