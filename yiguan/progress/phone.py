"""A resident's own matter: opened by this phone's cookie, or by the receipt and four digits; nothing else opens it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from yiguan.audit import trail
from yiguan.audit.queries import entries_of
from yiguan.kernel.actor import NOBODY
from yiguan.kernel.errors import TooMany
from yiguan.kernel.forms import Form, blank_form, read_form
from yiguan.kernel.limits import Failures
from yiguan.kernel.web import Pages, remember, settings
from yiguan.leads import queries as leads
from yiguan.leads import service
from yiguan.leads.models import Lead
from yiguan.leads.schemas import OwnAnswerIn, TailIn
from yiguan.leads.states import OPEN, NoteKind
from yiguan.people import residents
from yiguan.progress import queries, timeline
from yiguan.topics.queries import topic_of

pages = Pages("progress", "phone", url_prefix="/leads")

tries = Failures(40)
WRONG = "编号和四位数对不上。请看看收据，再填一次；连着十次不对，要等一刻钟。忘了也不要紧，打协商站的电话问。"


@pages.get("/<receipt>")
def show(receipt: str) -> ResponseReturnValue:
    """The matter itself on the phone that sent it; on every other the question for the four digits."""
    lead = leads.get_by_receipt(receipt)
    if lead is not None and _on_own_phone(lead):
        return _page(lead)
    return _question(receipt, blank_form())


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
    service.answer(residents.as_actor(leads.proposer_of(lead)), lead, text=form.data["text"])
    return _page(lead, form, said="收到了，协商站会接着看。")


@pages.post("/<receipt>/withdraw")
def withdraw(receipt: str) -> ResponseReturnValue:
    form = read_form(TailIn)
    lead = _opened(receipt, form)
    if lead is None:
        return _question(receipt, form), 422
    service.withdraw(residents.as_actor(leads.proposer_of(lead)), lead)
    return _page(lead, form, said="已经撤回。您的原话只留在记录里，不会公开。")


def _on_own_phone(lead: Lead) -> bool:
    return leads.is_from_phone(lead, residents.device_token(settings()))


def _opened(receipt: str, form: Form) -> Lead | None:
    """The lead, when this phone or these digits open it. A failed try is kept; unknown and wrong look the same."""
    lead = leads.get_by_receipt(receipt)
    if lead is not None and _on_own_phone(lead):
        form.errors.pop("tail", None)
        return lead
    if tries.is_over(request.remote_addr or ""):
        raise TooMany("从这里试了太多次，请等一分钟再填。您的事还在，没有丢。")
    if lead is None:
        trail.record("lead", "look_up_failed", by=NOBODY)  # as slow as a wrong try at a lead that is there
    elif service.look_up(lead, form.value("tail")):
        return lead
    tries.add(request.remote_addr or "")
    remember()
    form.errors.clear()
    form.refuse("tail", WRONG)
    return None


def _question(receipt: str, form: Form) -> str:
    return render_template("progress/question.html", receipt=receipt.upper()[:20], form=form, act=request.path)


def _page(lead: Lead, form: Form | None = None, said: str = "") -> str:
    topic = topic_of(lead)
    story = queries.story_of(topic) if topic else None
    entries = entries_of(lead)
    reasons = queries.reason_words([*entries, *(story.entries if story else ())])
    return render_template(
        "progress/lead.html",
        lead=lead,
        unit=lead.unit,
        topic=topic,
        steps=timeline.lead_trail(lead, entries, story, reasons),
        notes=leads.notes_of(lead, NoteKind.ASK, NoteKind.ANSWER),
        question=leads.question_of(lead),
        news=queries.news_of(lead, topic),
        may_withdraw=lead.state in OPEN,
        form=form or blank_form(),
        said=said,
    )
