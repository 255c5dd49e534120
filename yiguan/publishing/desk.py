from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.errors import Invalid, NotFound, require
from yiguan.people.queries import names_of
from yiguan.publishing import covering, previewing, queries, rules
from yiguan.publishing.acts import PREPARING, WITHDRAW, showing
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.reviewing import standing
from yiguan.publishing.together import Outcome, forward
from yiguan.settings import settings
from yiguan.topics.face import proposers
from yiguan.topics.models import Topic
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.workflow.machines import open_to
from yiguan.workflow.perform import perform, require_open

pages = Pages("publishing", "desk", url_prefix="/desk/publications")
TICK = "topic-"


@pages.get("")
def index() -> str:
    """What waits to be shown first; every figure opens its list."""
    return _index(Outcome())


@pages.get("/together")
def read() -> ResponseReturnValue:
    """The words of the topics that were ticked, one under the other, each to be ticked as read."""
    require(rules.can_publish_some(actor()))
    ticked = [queries.get_topic(actor(), number) for number in _ticked(request.args)]
    if not ticked:
        return _index(Outcome()), 422
    shown = [(topic, standing(topic, publication)) for topic, publication in ticked]
    return render_template("publishing/together.html", shown=shown, view=request.args.get("view", ""))


@pages.post("/together")
def together() -> ResponseReturnValue:
    """Several topics one step on; what is kept back is named with the reason."""
    require(rules.can_publish_some(actor()))
    outcome = forward(actor(), _ticked(request.form))
    return _index(outcome), 200 if outcome.shown or outcome.checked else 422


def _ticked(sent: Mapping[str, str]) -> dict[int, str]:
    """Topic → what was sent with its tick."""
    found = {name.removeprefix(TICK): text for name, text in sent.items() if name.startswith(TICK)}
    return {int(one): text for one, text in found.items() if one.isascii() and one.isdigit() and len(one) < 19}


@pages.get("/<int:topic_id>")
def show(topic_id: int) -> str:
    return _show(*queries.get_topic(actor(), topic_id), blank_form())


@pages.post("/<int:topic_id>/publish")
def publish(topic_id: int) -> ResponseReturnValue:
    return _do(topic_id, None)


@pages.post("/<int:topic_id>/withdraw")
def withdraw(topic_id: int) -> ResponseReturnValue:
    _, publication = queries.get_topic(actor(), topic_id)
    if publication is None:
        raise NotFound("这件事还没有公开过，不用撤下。")
    return _do(topic_id, WITHDRAW)


def _do(topic_id: int, act: Act | None) -> ResponseReturnValue:
    """Without an act, the page is shown by the one that is due."""
    topic, before = queries.get_topic(actor(), topic_id)
    require(rules.can_publish(actor(), topic))
    if before:
        match_version(before)
    publication = before or prepare(topic)
    act = act or showing(publication)
    require_open(act, publication, actor())
    form = read_form(act.takes)
    if form.ok:
        try:
            perform(act, publication, by=actor(), **form.data)
        except Invalid as refusal:
            form.take(refusal)
        else:
            flash(act.done)
            return redirect(url_for(".show", topic_id=topic.id))
    return _show(topic, before, form), 422


for one in PREPARING:
    pages.add_url_rule(
        f"/<int:topic_id>/{one.slug}", one.name, lambda topic_id, act=one: _do(topic_id, act), methods=["POST"]
    )


def _index(outcome: Outcome) -> str:
    view = request.args.get("view", "waiting")
    view = view if view in queries.VIEWS else "waiting"
    page = paginate(queries.VIEWS[view][1](actor()))
    counted = zip(queries.VIEWS.items(), queries.counts(actor()), strict=True)
    filters = [(label, url_for(".index", view=word), word == view, count) for (word, (label, _)), count in counted]
    rows = queries.with_stages(page.items)
    return render_template(
        "publishing/desk_list.html", page=page, rows=rows, filters=filters, view=view, outcome=outcome
    )


def _show(topic: Topic, publication: Publication | None, form: Form) -> str:
    """A page just prepared is rolled back when its act is refused: `publication` is then what was there before."""
    now = standing(topic, publication)
    redactions = covering.redactions_of(publication) if publication else ()
    names = names_of(one.person_id for one in now.reviews)
    return render_template(
        "publishing/desk_show.html",
        topic=topic,
        publication=publication,
        now=now,
        readers=[(names.get(one.person_id, "已离任的人"), one) for one in now.reviews],
        against=now.against(actor()),
        was_read=now.was_read_by(actor()),
        redactions=[(one.id, covering.words_of(one)) for one in redactions],
        address=_preview_address(publication),
        proposers=proposers(topic),
        acts=open_to(actor(), publication) if publication else None,
        may=rules.can_publish(actor(), topic),
        form=form,
    )


def _preview_address(publication: Publication | None) -> str:
    if publication is None or not previewing.is_previewed(publication):
        return ""
    token = previewing.token_of(settings().keys, publication)
    where = url_for("publishing_phone.preview", code=publication.topic.code, token=token)
    return f"{settings().base_url}{where}"
