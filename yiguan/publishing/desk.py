from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.errors import Invalid, NotFound, require
from yiguan.publishing import queries, reading, rules
from yiguan.publishing.acts import WITHDRAW, showing
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.topics.face import proposers
from yiguan.topics.models import Topic
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.workflow.perform import perform, require_open

pages = Pages("publishing", "desk", url_prefix="/desk/publications")


@pages.get("")
def index() -> str:
    """What waits to be shown first; every figure opens its list."""
    view = request.args.get("view", "waiting")
    view = view if view in queries.VIEWS else "waiting"
    page = paginate(queries.VIEWS[view][1](actor()))
    counted = zip(queries.VIEWS.items(), queries.counts(actor()), strict=True)
    filters = [(label, url_for(".index", view=word), word == view, count) for (word, (label, _)), count in counted]
    return render_template(
        "publishing/desk_list.html", page=page, rows=queries.with_stages(page.items), filters=filters, view=view
    )


@pages.get("/<int:topic_id>")
def show(topic_id: int) -> str:
    return _show(*queries.get_topic(actor(), topic_id), blank_form())


@pages.post("/<int:topic_id>/publish")
def publish(topic_id: int) -> ResponseReturnValue:
    topic, publication = queries.get_topic(actor(), topic_id)
    require(rules.can_publish(actor(), topic))
    if publication:
        match_version(publication)
    shown = publication or prepare(topic)
    require_open(showing(shown), shown, actor())
    return _done(showing(shown), topic, shown, publication)


@pages.post("/<int:topic_id>/withdraw")
def withdraw(topic_id: int) -> ResponseReturnValue:
    topic, publication = queries.get_topic(actor(), topic_id)
    if publication is None:
        raise NotFound("这件事还没有公开过，不用撤下。")
    require_open(WITHDRAW, publication, actor())
    match_version(publication)
    return _done(WITHDRAW, topic, publication, publication)


def _done(act: Act, topic: Topic, publication: Publication, before: Publication | None) -> ResponseReturnValue:
    """`before` is what is shown again when the act is refused: a page just prepared is rolled back."""
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


def _show(topic: Topic, publication: Publication | None, form: Form) -> str:
    texts = reading.texts_of(topic)
    return render_template(
        "publishing/desk_show.html",
        topic=topic,
        publication=publication,
        passages=texts.passages(),
        problems=texts.problems(),
        proposers=proposers(topic),
        may=rules.can_publish(actor(), topic),
        form=form,
    )
