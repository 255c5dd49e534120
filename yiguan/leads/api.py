"""Leads for programs: residents report and look up with their receipt; staff triage within reach."""

import secrets

from flask import Response, make_response, request
from sqlalchemy import Select

from yiguan.base.act import Act
from yiguan.base.errors import Invalid, NotFound, require
from yiguan.leads import acts, queries, reporting, rules, strangers
from yiguan.leads.models import Lead
from yiguan.leads.opening import WRONG, opened
from yiguan.leads.schemas import (
    ApiReportIn,
    EnteredIn,
    LeadOut,
    LeadReceiptOut,
    LeadsIn,
    LeadStatusOut,
    OwnAnswerIn,
    TailIn,
)
from yiguan.leads.states import LeadState
from yiguan.organisation.queries import get_unit
from yiguan.people import residents
from yiguan.web.api import ApiPages, Body, read_query
from yiguan.web.refusals import show_error
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api
from yiguan.workflow.perform import perform

pages = ApiPages("leads", "/leads", description="线索: what residents report, and its triage.")


@pages.post("")
@pages.takes(ApiReportIn)
@pages.gives(LeadReceiptOut, 201)
@pages.doc(parameters=["NeededKey"])
@pages.open
def create(body: Body) -> Lead:
    """Report a matter for a resident, who has read the privacy notice and consents."""
    data = body()
    if not request.headers.get("Idempotency-Key"):
        raise Invalid("请带上 Idempotency-Key，这样网络不好重发时不会记成两条。", code="key_missing")
    held = strangers.are_too_many()
    person = residents.resident_on(secrets.token_urlsafe(24), data.pop("name"), phone=data.pop("phone"))
    data.pop("consent")
    unit = get_unit(data.pop("unit"))
    return reporting.submit(person, unit, nonce=secrets.token_urlsafe(24), held=held, **data)


@pages.post("/on-behalf")
@pages.takes(EnteredIn)
@pages.gives(LeadReceiptOut, 201)
def enter(body: Body) -> Lead:
    """Enter a matter for a resident without a phone, who consented and heard it read back."""
    require(rules.can_enter_somewhere(actor()))
    data = body()
    unit = get_unit(data.pop("unit"))
    return reporting.enter(actor(), unit, **{k: v for k, v in data.items() if k not in ("consent", "read_back")})


@pages.get("")
@pages.lists(LeadOut, LeadsIn)
def list_() -> Select[Lead]:
    """List the leads within reach, what is due first on top."""
    asked = read_query(LeadsIn).get("state")
    return queries.inbox(actor(), *([asked] if asked else LeadState))


@pages.get("/<int:lead_id>")
@pages.gives(LeadOut)
def show(lead_id: int) -> Lead:
    """Show a lead to staff within reach, the name masked and without the phone."""
    return queries.get_lead(actor(), lead_id)


act_api(pages, "/<int:lead_id>", Lead, find=queries.get_lead, gives=LeadOut)


@pages.post("/<string(length=8):receipt>/status")
@pages.takes(TailIn)
@pages.gives(LeadStatusOut)
@pages.open
def status(body: Body, receipt: str) -> Lead | Response:
    """Show a resident where the matter stands; wrong digits and unknown receipts get the same answer."""
    return opened(receipt, body()["tail"]) or _unknown()


@pages.post("/<string(length=8):receipt>/status/answer")
@pages.takes(OwnAnswerIn)
@pages.gives(LeadStatusOut)
@pages.open
def own_answer(body: Body, receipt: str) -> Lead | Response:
    """Add, as the resident, what was asked for."""
    data = body()
    lead = opened(receipt, data["tail"])
    return _own(acts.ANSWER, lead, words=data["words"]) if lead else _unknown()


@pages.post("/<string(length=8):receipt>/status/withdraw")
@pages.takes(TailIn)
@pages.gives(LeadStatusOut)
@pages.open
def own_withdraw(body: Body, receipt: str) -> Lead | Response:
    """Take the matter back, as the resident."""
    lead = opened(receipt, body()["tail"])
    return _own(acts.WITHDRAW, lead) if lead else _unknown()


def _own(act: Act, lead: Lead, **given: str) -> Lead:
    """What residents do themselves, behind receipt and digits."""
    perform(act, lead, by=residents.as_actor(queries.proposer_of(lead)), **given)
    return lead


def _unknown() -> Response:
    """Not raised, since the failed try must stay known."""
    return make_response(show_error(NotFound(WRONG)))
