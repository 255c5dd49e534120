from flask import render_template, request
from flask.typing import ResponseReturnValue

from yiguan.leads import acts
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.leads.schemas import OwnAnswerIn, TailIn
from yiguan.leads.states import OPEN, LeadState, NoteKind
from yiguan.people import residents
from yiguan.people.privacy.patterns import mask_ids
from yiguan.progress import opening, queries
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
    return _page(lead, form) if lead else (_question(receipt, form), 422)


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


def _opened(receipt: str, form: Form) -> Lead | None:
    """On this phone or by these digits; unknown and wrong are answered with the same sentence."""
    lead = opening.own(receipt) or opening.opened(receipt, form.value("tail"))
    if lead is None:
        form.errors.clear()
        form.refuse("tail", opening.WRONG)
    else:
        form.errors.pop("tail", None)
    return lead


def _has_said(lead: Lead, text: str) -> bool:
    """Whether these very words were the last answer: the page was loaded anew, and that is not a second answer."""
    said = leads.notes_of(lead, NoteKind.ANSWER)
    return lead.state is LeadState.SUBMITTED and bool(said) and said[-1].text == mask_ids(text)


def _question(receipt: str, form: Form) -> str:
    return render_template("progress/question.html", receipt=receipt.upper()[:20], form=form, act=request.path)


def _page(lead: Lead, form: Form | None = None, said: str = "") -> str:
    matter = opening.matter_of(lead)
    return render_template(
        "progress/lead.html",
        lead=lead,
        unit=lead.unit,
        topic=matter.topic,
        steps=matter.steps,
        answers=leads.notes_of(lead, NoteKind.ANSWER),
        question=leads.question_of(lead),
        news=queries.news_of(lead, matter.topic),
        may_withdraw=lead.state in OPEN,
        form=form or blank_form(),
        said=said,
    )
