"""Leads for programs: residents report and look up with their receipt; staff triage within reach."""

import secrets
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid, NotFound
from yiguan.base.fields import In
from yiguan.leads import queries, service
from yiguan.leads.models import Lead
from yiguan.leads.schemas import (
    ApiReportIn,
    EnteredIn,
    LeadMoveIn,
    LeadOut,
    LeadReasonIn,
    LeadReceiptOut,
    LeadStatusOut,
    LeadWordsIn,
    OwnAnswerIn,
    TailIn,
)
from yiguan.leads.states import LeadState
from yiguan.organisation.queries import get_unit
from yiguan.people import residents
from yiguan.people.gates import require_staff
from yiguan.settings import settings
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.refusals import show_error
from yiguan.web.surfaces import actor, match_version, remember

pages = ApiPages("leads", "/leads", description="线索: what residents report, and its triage")
Data = dict[str, Any]
UNKNOWN = "编号或者后四位不对。请看看回执，再填一次；连着填错要等一刻钟。"


@pages.post("")
@pages.takes(ApiReportIn)
@pages.gives(LeadReceiptOut, 201)
def create(data: Data) -> Data:
    """A resident's report; needs no account, needs an Idempotency-Key."""
    if not request.headers.get("Idempotency-Key"):
        raise Invalid("请带上 Idempotency-Key，这样网络不好重发时不会记成两条。", code="key_missing")
    person = residents.resident_on(secrets.token_urlsafe(24), data.pop("name"), phone=data.pop("phone"))
    data.pop("consent")
    unit = get_unit(data.pop("unit"))
    return _receipt(service.submit(person, unit, nonce=secrets.token_urlsafe(24), **data))


@pages.post("/on-behalf")
@pages.takes(EnteredIn)
@pages.gives(LeadReceiptOut, 201)
def enter(data: Data) -> Data:
    """Typed by staff for a resident who agreed and heard it read back."""
    require_staff(actor())
    unit = get_unit(data.pop("unit"))
    return _receipt(
        service.enter(actor(), unit, **{k: v for k, v in data.items() if k not in ("consent", "read_back")})
    )


@pages.get("")
def list_() -> ResponseReturnValue:
    """The queue by time left; `?state=` takes one state, all by default."""
    require_staff(actor())
    asked = [state for state in LeadState if str(state) == request.args.get("state")]
    return listing(paginate(queries.inbox(actor(), *(asked or LeadState))), LeadOut)


@pages.get("/<int:lead_id>")
@pages.gives(LeadOut)
def show(lead_id: int) -> Lead:
    require_staff(actor())
    return queries.get_lead(actor(), lead_id)


@pages.post("/<int:lead_id>/ask")
@pages.takes(LeadWordsIn)
@pages.gives(LeadOut)
def ask(data: Data, lead_id: int) -> Lead:
    """请补充: stops the clock."""
    return service.ask(actor(), _seen(lead_id), **data)


@pages.post("/<int:lead_id>/answer")
@pages.takes(LeadWordsIn)
@pages.gives(LeadOut)
def answer(data: Data, lead_id: int) -> Lead:
    """What the resident added, typed by staff."""
    return service.answer(actor(), _seen(lead_id), **data)


@pages.post("/<int:lead_id>/move")
@pages.takes(LeadMoveIn)
@pages.gives(LeadOut)
def move(data: Data, lead_id: int) -> Lead:
    """To another station, with its history."""
    lead = _seen(lead_id)
    return service.move_lead(actor(), lead, unit=get_unit(data["unit"]), text=data["text"])


@pages.post("/<int:lead_id>/transfer")
@pages.takes(LeadReasonIn)
@pages.gives(LeadOut)
def transfer(data: Data, lead_id: int) -> Lead:
    """To another channel, with a listed reason."""
    return service.transfer(actor(), _seen(lead_id), **data)


@pages.post("/<int:lead_id>/decline")
@pages.takes(LeadReasonIn)
@pages.gives(LeadOut)
def decline(data: Data, lead_id: int) -> Lead:
    """Not taken up, with a listed reason and a text for the resident."""
    return service.decline(actor(), _seen(lead_id), **data)


@pages.post("/<int:lead_id>/recheck")
@pages.takes(LeadWordsIn)
@pages.gives(LeadOut)
def recheck(data: Data, lead_id: int) -> Lead:
    """复核 by the office, once."""
    return service.recheck(actor(), _seen(lead_id), **data)


@pages.post("/<int:lead_id>/note")
@pages.takes(LeadWordsIn)
@pages.gives(LeadOut)
def note(data: Data, lead_id: int) -> Lead:
    """For staff only."""
    return service.add_note(actor(), _seen(lead_id), **data)


@pages.post("/<int:lead_id>/withdraw")
@pages.takes(In)
@pages.gives(LeadOut)
def withdraw(data: Data, lead_id: int) -> Lead:
    """On behalf of the resident."""
    return service.withdraw(actor(), _seen(lead_id))


@pages.post("/<string(length=8):receipt>/status")
@pages.takes(TailIn)
@pages.gives(LeadStatusOut)
def status(data: Data, receipt: str) -> Data | Response:
    """Where the matter stands; wrong digits and unknown receipts get the same answer."""
    lead = _opened(receipt, data["tail"])
    return _status(lead) if lead else _unknown()


@pages.post("/<string(length=8):receipt>/status/answer")
@pages.takes(OwnAnswerIn)
@pages.gives(LeadStatusOut)
def own_answer(data: Data, receipt: str) -> Data | Response:
    """The resident adds what was asked for."""
    lead = _opened(receipt, data["tail"])
    if lead is None:
        return _unknown()
    return _status(service.answer(residents.as_actor(queries.proposer_of(lead)), lead, text=data["text"]))


@pages.post("/<string(length=8):receipt>/status/withdraw")
@pages.takes(TailIn)
@pages.gives(LeadStatusOut)
def own_withdraw(data: Data, receipt: str) -> Data | Response:
    """The resident takes the matter back."""
    lead = _opened(receipt, data["tail"])
    if lead is None:
        return _unknown()
    return _status(service.withdraw(residents.as_actor(queries.proposer_of(lead)), lead))


def _seen(lead_id: int) -> Lead:
    require_staff(actor())
    lead = queries.get_lead(actor(), lead_id)
    match_version(lead)
    return lead


def _opened(receipt: str, tail: str) -> Lead | None:
    lead = queries.get_by_receipt(receipt)
    return lead if service.look_up(lead, tail) else None


def _unknown() -> Response:
    """A refusal that is remembered: the failed try is counted."""
    remember()
    return make_response(show_error(NotFound(UNKNOWN)))


def _receipt(lead: Lead) -> Data:
    address = f"{settings().base_url}/leads/{lead.receipt}"
    return {
        "receipt": lead.receipt,
        "pick_code": queries.pick_code_of(lead),
        "state": lead.state,
        "due_on": lead.due_on,
        "query_url": address,
    }


def _status(lead: Lead) -> Data:
    shown = {name: getattr(lead, name) for name in ("receipt", "unit", "text", "state", "due_on", "at")}
    return {**shown, "question": queries.question_of(lead)}
