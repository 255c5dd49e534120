"""议题 at the station: list, writing and editing, taking leads in, and the acts open to its people."""

import re
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import NotFound, require
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import fields, get_unit, own_unit, units_within
from yiguan.search.similar import similar
from yiguan.topics import acts, proposing, queries, rules
from yiguan.topics.models import Topic
from yiguan.topics.schemas import AcceptIn, NewTopicIn, TopicIn
from yiguan.topics.states import DRAFTS, TopicLevel, TopicSource, TopicState
from yiguan.topics.views import list_page, topic_page
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.workflow import editing
from yiguan.workflow.pages import act_pages
from yiguan.workflow.perform import perform, require_open

pages = Pages("topics", "bench", url_prefix="/bench")
S = TopicState
SHOWN = {
    "open": ("在办", (*DRAFTS, S.SCREENING, S.APPROVED, S.DEFERRED)),
    "drafts": ("候选、待修改", DRAFTS),
    "screening": ("审题中", (S.SCREENING,)),
    "approved": ("已定题", (S.APPROVED,)),
    "deferred": ("缓议", (S.DEFERRED,)),
    "closed": ("已了结", (S.REJECTED, S.MERGED, S.TERMINATED, S.ARCHIVED)),
}


@pages.get("/topics")
def list_() -> str:
    return list_page("topics/list.html", "open", SHOWN)


@pages.get("/topics/<int:topic_id>")
def show(topic_id: int) -> str:
    return topic_page(queries.get_topic(actor(), topic_id))


act_pages(pages, "/topics/<int:topic_id>", Topic, find=queries.get_topic, show=topic_page)


@pages.get("/topics/new")
def new() -> str:
    unit = request.args.get("unit") or own_unit(actor(), _own_units())
    return _form_page(blank_form({"unit": unit, "source": "station_found", "level": "station"}))


@pages.post("/topics/new")
def create() -> ResponseReturnValue:
    require(rules.can_propose_somewhere(actor()))
    return editing.submit(read_form(NewTopicIn), page=_form_page, store=_create)


def _create(data: dict[str, Any]) -> ResponseReturnValue:
    topic = proposing.create_topic(actor(), get_unit(data.pop("unit")), **data)
    return _to(topic, "议题已记下，是候选。写全以后点“报审”。")


@pages.get("/topics/<int:topic_id>/edit")
def edit(topic_id: int) -> str:
    topic = queries.get_topic(actor(), topic_id)
    names = ("title", "problem", "affected", "place", "field", "source", "level", "version")
    return _form_page(blank_form({name: getattr(topic, name) for name in names}), topic=topic)


@pages.post("/topics/<int:topic_id>/edit")
def save(topic_id: int) -> ResponseReturnValue:
    """The second of two editors sees both texts and decides (security.md 5)."""
    topic = queries.get_topic(actor(), topic_id, lock=True)
    return editing.save(acts.EDIT, topic, page=partial(_form_page, topic=topic), then=partial(_to, topic, "改好了。"))


@pages.get("/leads/<int:lead_id>/accept")
def choose(lead_id: int) -> str:
    """采用: into a topic of the station, or a new one that begins with the resident's words."""
    lead = leads.get_lead(actor(), lead_id)
    return _accept_page(lead, blank_form(), _begun_by(lead))


@pages.post("/leads/<int:lead_id>/accept")
def join(lead_id: int) -> ResponseReturnValue:
    lead, form = _seen(lead_id), read_form(AcceptIn)
    if not form.ok:
        return _accept_page(lead, form, _begun_by(lead)), 422
    topic = queries.get_topic(actor(), form.data["topic"])
    return _accepted(lead, topic)


@pages.post("/leads/<int:lead_id>/accept/new")
def begin(lead_id: int) -> ResponseReturnValue:
    lead, form = _seen(lead_id), read_form(TopicIn)
    if not form.ok:
        return _accept_page(lead, blank_form(), form), 422
    return _accepted(lead, proposing.create_topic(actor(), lead.unit, **form.data))


@pages.get("/leads/<int:lead_id>/topic")
def of_lead(lead_id: int) -> ResponseReturnValue:
    topic = queries.topic_of(leads.get_lead(actor(), lead_id))
    if topic is None:
        raise NotFound("这条线索现在不在任何议题里。")
    return redirect(url_for(".show", topic_id=topic.id))


@pages.post("/topics/<int:topic_id>/leads/<int:lead_id>/release")
def release(topic_id: int, lead_id: int) -> ResponseReturnValue:
    """Undo of joining."""
    topic = queries.get_topic(actor(), topic_id)
    perform(acts.RELEASE, leads.get_lead(actor(), lead_id), by=actor(), topic=topic)
    return _to(topic, "线索已分出，回到待处理。")


def _seen(lead_id: int) -> Lead:
    lead = leads.get_lead(actor(), lead_id)
    require_open(acts.ACCEPT, lead, actor())
    match_version(lead)
    return lead


def _accepted(lead: Lead, topic: Topic) -> ResponseReturnValue:
    perform(acts.ACCEPT, lead, by=actor(), topic=topic)
    return _to(topic, "已采用，反映人会看到列入了哪个议题。")


def _to(topic: Topic, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".show", topic_id=topic.id))


def _begun_by(lead: Lead) -> Form:
    """What the lead says already is offered, not asked again (product.md §3.5)."""
    first = re.split(r"[。！？!?\n]", lead.text)[0][:50]
    known = {"title": first, "problem": lead.text, "place": lead.place, "field": lead.field}
    return blank_form({**known, "source": "public_raised", "level": "station"})


def _accept_page(lead: Lead, form: Form, fresh: Form) -> str:
    """What says nearly the same stands first; people decide."""
    like = similar(Topic, f"{lead.text} {lead.place}")
    open_ = queries.open_topics(actor(), lead.unit_id)
    topics = sorted(open_, key=lambda topic: like.index(topic.id) if topic.id in like else len(like))
    shown = {"lead": lead, "topics": topics, "like": like, "form": form, "fresh": fresh}
    return render_template("topics/accept.html", **shown, **_offers(fresh))


def _form_page(form: Form, *, topic: Topic | None = None, clash: bool = False) -> str:
    theirs = topic if clash else None
    units = [] if topic else [(unit.code, unit.name) for unit in _own_units()]
    return render_template("topics/form.html", form=form, topic=topic, theirs=theirs, units=units, **_offers(form))


def _own_units() -> list[Unit]:
    return list(units_within(actor(), *rules.KEEPERS, *rules.MEMBERS))


def _offers(form: Form) -> dict[str, list[tuple[str, str]]]:
    """A field that is listed no more stays on the form of a topic that has it."""
    kinds = [(known.code, known.label) for known in fields(form.value("field"))]
    return {"fields": kinds, "sources": TopicSource.choices(), "levels": TopicLevel.choices()}
