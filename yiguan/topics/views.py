"""What bench and desk share: one list, one page of a topic."""

from collections.abc import Mapping, Sequence

from flask import render_template, request, url_for

from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.leads.rules import can_triage
from yiguan.organisation.queries import field_label
from yiguan.search.queries import matches
from yiguan.topics import queries, rules
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState
from yiguan.web.forms import Form, blank_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.surfaces import actor, surface
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import form_of


def list_page(template: str, first: str, shown: Mapping[str, tuple[str, Sequence[TopicState]]]) -> str:
    """`shown` are the filters: key → (label, states); `first` is the one without a choice."""
    asked = request.args.get("state", first)
    asked = asked if asked in shown else first
    totals = queries.counts(actor())
    options = [
        (label, url_for(".list_", state=key), key == asked, sum(totals.get(state, 0) for state in states))
        for key, (label, states) in shown.items()
    ]
    sought = looked_for()
    states = [state for _, some in shown.values() for state in some] if sought else shown[asked][1]
    page = paginate(queries.queue(actor(), *states).where(matches(Topic, sought)))
    counts = queries.lead_counts(page.items)
    return render_template(template, page=page, options=options, lead_counts=counts, sought=sought)


def topic_page(topic: Topic, act: Act | None = None, form: Form | None = None) -> str:
    """The topic with its leads, its history, and the form of one act if one is open."""
    who, stays = actor(), queries.leads_of(topic)
    return render_template(
        "topics/show.html",
        surface=surface(),
        topic=topic,
        stays=stays,
        reached={stay.lead_id for stay in stays if can_triage(who, stay.lead)},
        steps=history_of(topic),
        acts=open_to(who, topic),
        missing=[(word, bool(value)) for _, word, value in rules.missing_in(topic)],
        can_keep=rules.can_keep(who, topic),
        main=queries.main_of(topic),
        field=field_label(topic.field, clock.local(topic.at).date()),
        **form_of(who, topic, act, form or blank_form(), topic_id=topic.id),
    )
