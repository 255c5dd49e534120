"""What bench and desk share: one list, one page of a topic, one way through its acts."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid
from yiguan.organisation.queries import fields, reasons
from yiguan.organisation.states import ReasonKind
from yiguan.people.history import history_of
from yiguan.settings import settings
from yiguan.topics import queries, rules, service
from yiguan.topics.acts import ACTS, TOPIC_WORDS
from yiguan.topics.models import Topic
from yiguan.topics.states import DRAFTS, TopicState
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version, surface

LISTS = {
    "return": ReasonKind.TOPIC_RETURN,
    "reject": ReasonKind.TOPIC_REJECT,
    "defer": ReasonKind.TOPIC_DEFER,
    "terminate": ReasonKind.TOPIC_TERMINATE,
}


def list_page(template: str, first: str, shown: Mapping[str, tuple[str, Sequence[TopicState]]]) -> str:
    """`shown` are the filters: key → (label, states); `first` is the one without a choice."""
    asked = request.args.get("state", first)
    asked = asked if asked in shown else first
    totals = queries.counts(actor())
    options = [
        (label, url_for(".list_", state=key), key == asked, sum(totals.get(state, 0) for state in states))
        for key, (label, states) in shown.items()
    ]
    page = paginate(queries.queue(actor(), *shown[asked][1]))
    return render_template(template, page=page, options=options, lead_counts=queries.lead_counts(page.items))


def topic_page(topic: Topic, act: str = "", form: Form | None = None) -> str:
    """The topic with its leads, its history, and the form of one act if one is open."""
    who = actor()
    others = queries.has_other_conveners(topic, who)
    names = rules.open_acts(who, topic, station_may=settings().station_approves, others=others)
    return render_template(
        "topics/show.html",
        surface=surface(),
        topic=topic,
        stays=queries.leads_of(topic),
        steps=history_of(topic, TOPIC_WORDS),
        acts={name: ACTS[name] for name in names},
        can_keep=rules.can_keep(who, topic),
        is_draft=topic.state in DRAFTS,
        missing=[(word, bool(value)) for _, word, value in service.missing_in(topic)],
        main=queries.main_of(topic),
        field=next((known.label for known in fields() if known.code == topic.field), ""),
        act=act,
        form=form or blank_form(),
        **_choices(act, topic),
    )


def perform(topic: Topic, act: str) -> ResponseReturnValue:
    """One act from its form: done and back to the topic, or the page again with what was typed."""
    match_version(topic)
    form = read_form(ACTS[act].schema)
    if not form.ok:
        return topic_page(topic, act, form), 422
    if "into" in form.data:
        form.data["into"] = queries.get_topic(actor(), form.data["into"])
    try:
        ACTS[act].do(actor(), topic, **form.data)
    except Invalid as refusal:
        return topic_page(topic, act, form.take(refusal)), 422
    flash(ACTS[act].said)
    return redirect(url_for(".show", topic_id=topic.id))


def _choices(act: str, topic: Topic) -> dict[str, Any]:
    """What the open form offers."""
    if act == "merge":
        mains = queries.open_topics(actor(), topic.unit_id, besides=topic.id)
        return {"mains": [(main.id, main.title) for main in mains]}
    listed = reasons(LISTS[act]) if act in LISTS else ()
    return {"reasons": listed, "reason_choices": [(reason.code, reason.label) for reason in listed]}
