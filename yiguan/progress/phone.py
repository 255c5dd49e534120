from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.codes import in_fours
from yiguan.leads import acts, receipts
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.leads.opening import WRONG, opened
from yiguan.leads.schemas import OwnAnswerIn, TailIn
from yiguan.leads.states import OPEN, LeadState, NoteKind
from yiguan.notifications.muting import FOR_RESIDENTS, choose, muted_by
from yiguan.people import device_cookie, residents
from yiguan.people.privacy.patterns import mask_ids
from yiguan.progress import opening, queries
from yiguan.progress.schemas import OwnWantedIn
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages
from yiguan.workflow.perform import perform

pages = Pages("progress", "phone", url_prefix="/leads")


@pages.get("/<receipt>")
def show(receipt: str) -> ResponseReturnValue:
    """The matter itself on the phone that sent it; on every other the question for the four digits."""
    lead = opening.own(receipt)
    return _page(lead) if lead else _question(receipt, blank_form())


@pages.post("/<receipt>")
def open_(receipt: str) -> ResponseReturnValue:
    form = read_form(TailIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    return device_cookie.set_device(make_response(_page(lead, form)), device_cookie.device_token())


@pages.post("/<receipt>/answer")
def answer(receipt: str) -> ResponseReturnValue:
    form = read_form(OwnAnswerIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    if not form.ok:
        return _page(lead, form), 422
    if not _has_said(lead, form.data["words"]):
        perform(acts.ANSWER, lead, by=residents.as_actor(leads.proposer_of(lead)), words=form.data["words"])
    return _page(lead, form, said="收到了，协商站会接着看。")


@pages.post("/<receipt>/withdraw")
def withdraw(receipt: str) -> ResponseReturnValue:
    form = read_form(TailIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    if lead.state is not LeadState.WITHDRAWN:
        perform(acts.WITHDRAW, lead, by=residents.as_actor(leads.proposer_of(lead)))
    return _page(lead, form, said="已经撤回。您的原话只留在记录里，不会公开。")


@pages.post("/<receipt>/keep")
def keep(receipt: str) -> ResponseReturnValue:
    """The phone that opened the matter by receipt and digits keeps it; nothing else of the person comes with it."""
    form = read_form(TailIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    token = device_cookie.sent()
    if not token:
        return _page(lead, form, said="这部手机不让网页记东西，记不住。凭编号和四位数，随时都能再查。"), 409
    if not leads.is_from_phone(lead, token):
        perform(acts.KEEP, lead, by=residents.as_actor(leads.proposer_of(lead)), token=token)
    return redirect(url_for(".show", receipt=lead.receipt), 303)


@pages.post("/<receipt>/forget")
def forget(receipt: str) -> ResponseReturnValue:
    form = read_form(TailIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    perform(acts.FORGET, lead, by=residents.as_actor(leads.proposer_of(lead)), note="本人在手机上点的。")
    return _page(lead, form, said="好了，别的手机不再认这件事。")


@pages.post("/<receipt>/notices")
def choose_notices(receipt: str) -> ResponseReturnValue:
    """For which kinds of notices the proposer, who may have no phone of their own, wants calls and messages."""
    form = read_form(OwnWantedIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    if not form.ok:
        return _page(lead, form), 422
    muted = {kind for kind in FOR_RESIDENTS if not form.data[kind.value]}
    choose(residents.as_actor(leads.proposer_of(lead)), muted, FOR_RESIDENTS)
    return _page(lead, form, said="记下了。消息还是都在这一页里。")


def _opened(receipt: str, form: Form) -> Lead | None:
    """On this phone or by these digits; unknown and wrong are answered with the same sentence."""
    lead = opening.own(receipt) or opened(receipt, form.value("tail"))
    if lead is None:
        form.errors.clear()
        form.refuse("tail", WRONG)
    else:
        form.errors.pop("tail", None)
    return lead


def _has_said(lead: Lead, text: str) -> bool:
    """Whether these very words were the last answer: the page was loaded anew, and that is not a second answer."""
    said = leads.notes_of(lead, NoteKind.ANSWER)
    return lead.state is LeadState.SUBMITTED and bool(said) and said[-1].text == mask_ids(text)


def _question(receipt: str, form: Form) -> str:
    known = receipts.read(receipt)
    shown = in_fours(known) if known else receipt.upper()[:20]
    return render_template("progress/question.html", receipt=shown, form=form, act=request.path)


def _page(lead: Lead, form: Form | None = None, said: str = "") -> str:
    matter = opening.matter_of(lead)
    token = device_cookie.sent()
    own = bool(token) and leads.is_from_phone(lead, token)
    return render_template(
        "progress/lead.html",
        lead=lead,
        unit=lead.unit,
        topic=matter.topic,
        steps=matter.steps,
        answers=leads.notes_of(lead, NoteKind.ANSWER),
        question=leads.question_of(lead),
        news=queries.news_of(lead, matter.topic),
        offered=FOR_RESIDENTS,
        muted=muted_by([lead.person_id]),
        may_withdraw=lead.state in OPEN,
        may_keep=not own,
        elsewhere=len(leads.devices_of(lead) - {residents.device_id_of(token)}),
        form=form or blank_form(),
        said=said,
    )
