"""Leads for programs: residents report and look up with their receipt; staff triage within reach."""

import secrets
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.errors import Invalid, NotFound
from yiguan.leads import acts, looking_up, queries, reporting
from yiguan.leads.models import Lead
from yiguan.leads.schemas import (
    ApiReportIn,
    EnteredIn,
    LeadOut,
    LeadReceiptOut,
    LeadStatusOut,
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
from yiguan.web.surfaces import actor, remember
from yiguan.workflow.api import act_api
from yiguan.workflow.perform import perform

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
    return _receipt(reporting.submit(person, unit, nonce=secrets.token_urlsafe(24), **data))


@pages.post("/on-behalf")
@pages.takes(EnteredIn)
@pages.gives(LeadReceiptOut, 201)
def enter(data: Data) -> Data:
    """Typed by staff for a resident who agreed and heard it read back."""
    require_staff(actor())
    unit = get_unit(data.pop("unit"))
    return _receipt(
        reporting.enter(actor(), unit, **{k: v for k, v in data.items() if k not in ("consent", "read_back")})
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


act_api(pages, "/<int:lead_id>", Lead, find=queries.get_lead, gives=LeadOut)


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
    return _status(_own(acts.ANSWER, lead, words=data["words"]))


@pages.post("/<string(length=8):receipt>/status/withdraw")
@pages.takes(TailIn)
@pages.gives(LeadStatusOut)
def own_withdraw(data: Data, receipt: str) -> Data | Response:
    """The resident takes the matter back."""
    lead = _opened(receipt, data["tail"])
    if lead is None:
        return _unknown()
    return _status(_own(acts.WITHDRAW, lead))


def _own(act: Act, lead: Lead, **given: str) -> Lead:
    """What residents do themselves, behind receipt and digits."""
    perform(act, lead, by=residents.as_actor(queries.proposer_of(lead)), **given)
    return lead


def _opened(receipt: str, tail: str) -> Lead | None:
    lead = queries.get_by_receipt(receipt)
    return lead if looking_up.look_up(lead, tail) else None


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
