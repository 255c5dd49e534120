from functools import partial
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.errors import require
from yiguan.base.rows import spread
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting, topics_of
from yiguan.meetings.rules import whom_to_ask
from yiguan.minutes.queries import items_of as agreed_in
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import DEPARTMENT_KINDS
from yiguan.recommendations import acts, dossier, drafting, queries, rules, wording
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.schemas import MOST_ITEMS, NewIn
from yiguan.recommendations.serving import hand_out
from yiguan.recommendations.states import RecommendationState
from yiguan.search.queries import matches
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow import editing
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages

pages = Pages("recommendations", "bench", "/bench")
S = RecommendationState
ROWS, MORE = 2, 2
VIEWS = {
    "own": ("等本站办", (S.DRAFT, S.RETURNED)),
    "away": ("已经报出", (S.SUBMITTED, S.APPROVED)),
    "issued": ("已签发", (S.ISSUED, S.SUPERSEDED)),
    "withdrawn": ("已撤回", (S.WITHDRAWN,)),
}
"""The filters of the list: address word → (label, states)."""


@pages.get("/recommendations")
def index() -> str:
    view = request.args.get("view", "own")
    view = view if view in VIEWS else "own"
    sought = looked_for()
    states = () if sought else VIEWS[view][1]
    page = paginate(queries.listed(actor(), *states).where(matches(Recommendation, sought)))
    counts = queries.counts(actor())
    filters = [
        (label, url_for(".index", view=key), key == view, sum(counts.get(s, 0) for s in states))
        for key, (label, states) in VIEWS.items()
    ]
    return render_template(
        "recommendations/index.html",
        page=page,
        filters=filters,
        remarks=queries.last_remarks(page.items),
        waiting=queries.waiting_meetings(actor()) if view == "own" and not sought else [],
        sought=sought,
    )


@pages.get("/meetings/<code>/recommendations/new")
def new(code: str) -> ResponseReturnValue:
    """The form, filled in with what the topic and the minutes say already."""
    meeting = get_meeting(actor(), code)
    require(rules.can_write(actor(), meeting.unit), whom_to_ask(meeting.unit))
    minutes, planned = drafting.ground(meeting, request.args.get("topic", ""))
    topic = planned.topic
    offered = wording.as_typed(wording.offered(topic, agreed_in(minutes)))
    return _form_page(blank_form({**spread(offered), "topic": topic.code}), meeting=meeting)


@pages.post("/meetings/<code>/recommendations/new")
def create(code: str) -> ResponseReturnValue:
    meeting = get_meeting(actor(), code)
    require(rules.can_write(actor(), meeting.unit), whom_to_ask(meeting.unit))
    page = partial(_form_page, meeting=meeting)
    return editing.submit(read_form(NewIn), page=page, store=partial(_create, meeting))


def _create(meeting: Meeting, data: dict[str, Any]) -> ResponseReturnValue:
    recommendation = drafting.create_recommendation(actor(), meeting, **data)
    return _to(recommendation, "建议已存成草稿。看看没问题，请召集人提交。")


@pages.get("/recommendations/<int:recommendation_id>")
def show(recommendation_id: int) -> str:
    return _show(queries.get_recommendation(actor(), recommendation_id))


@pages.get("/recommendations/<int:recommendation_id>/edit")
def edit(recommendation_id: int) -> str:
    recommendation = queries.get_recommendation(actor(), recommendation_id)
    require("edit" in open_to(actor(), recommendation), "这份建议现在不能改。要改，请区政协办公室先退回。")
    return _form_page(_form_of(recommendation), meeting=recommendation.meeting, recommendation=recommendation)


@pages.post("/recommendations/<int:recommendation_id>/edit")
def save(recommendation_id: int) -> ResponseReturnValue:
    """Of two editors the second sees both texts and keeps their own."""
    found = queries.get_recommendation(actor(), recommendation_id, lock=True)
    page = partial(_form_page, meeting=found.meeting, recommendation=found)
    return editing.save(acts.EDIT, found, page=page, then=partial(_to, found, "改好了，已存下。"))


@pages.get("/recommendations/<int:recommendation_id>/letter")
def letter(recommendation_id: int) -> str:
    """The letter in official order, to print; until it is signed it says so."""
    recommendation = queries.get_recommendation(actor(), recommendation_id)
    cause = wording.cause(recommendation.meeting, recommendation.topic, recommendation.unit.name)
    matters = dossier.context_of(actor(), recommendation)["matters"]
    return render_template(
        "recommendations/letter.html",
        recommendation=recommendation,
        matters=matters,
        cause=cause,
        sender=wording.SENDER,
        heading=wording.heading,
    )


@pages.get("/recommendations/<int:recommendation_id>/paper/<any(docx, pdf):kind>")
def paper(recommendation_id: int, kind: str) -> Response:
    """The letter as a file, in the layout of official papers."""
    return hand_out(actor(), recommendation_id, kind)


def _to(recommendation: Recommendation, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".show", recommendation_id=recommendation.id))


def _show(recommendation: Recommendation, form: Form | None = None) -> str:
    context = dossier.context_of(actor(), recommendation)
    return render_template("recommendations/show.html", **context, form=form or blank_form())


def _with_form(recommendation: Recommendation, act: Act, form: Form) -> str:
    """What stands against submitting is shown at the items, open to be mended; everything else on the page itself."""
    if act is not acts.SUBMIT or form.ok:
        return _show(recommendation, form)
    mending = _form_of(recommendation)
    mending.errors.update(form.errors)
    return _form_page(mending, meeting=recommendation.meeting, recommendation=recommendation)


def _form_of(recommendation: Recommendation) -> Form:
    return blank_form(spread(wording.as_typed(dossier.draft_of(recommendation))))


def _form_page(
    form: Form, *, meeting: Meeting, recommendation: Recommendation | None = None, clash: bool = False
) -> str:
    minutes = queries.locked_minutes(meeting)
    units = units_of(*DEPARTMENT_KINDS)
    return render_template(
        "recommendations/edit.html",
        meeting=meeting,
        recommendation=recommendation,
        form=form,
        theirs=dossier.draft_of(recommendation) if recommendation and clash else None,
        rows=editing.rows_to_show(form, "items", least=ROWS, more=MORE, most=MOST_ITEMS),
        topics=[(topic.code, topic.title) for topic in topics_of(meeting)],
        agreed=agreed_in(minutes) if minutes else [],
        units=[(unit.code, unit.name) for unit in units],
        unit_names={unit.code: unit.name for unit in units},
    )


act_pages(
    pages,
    "/recommendations/<int:recommendation_id>",
    Recommendation,
    find=queries.get_recommendation,
    show=_with_form,
)
