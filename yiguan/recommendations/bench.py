from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Conflict, Fields, Invalid, require
from yiguan.base.rows import spread
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting, topics_of
from yiguan.minutes.queries import items_of as agreed_in
from yiguan.organisation.queries import DEPARTMENT_KINDS, units_of
from yiguan.recommendations import dossier, queries, rules, service, wording
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.schemas import MOST_ITEMS, NewIn, RecommendationIn, WithdrawIn
from yiguan.recommendations.states import RecommendationState
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor, match_version

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
    page = paginate(queries.listed(actor(), *VIEWS[view][1]))
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
        waiting=queries.waiting_meetings(actor()) if view == "own" else [],
    )


@pages.get("/meetings/<code>/recommendations/new")
def new(code: str) -> ResponseReturnValue:
    """The form, filled in with what the topic and the minutes say already."""
    meeting = get_meeting(actor(), code)
    require(rules.can_write(actor(), meeting.unit))
    minutes, topic = service.ground(meeting, request.args.get("topic", ""))
    offered = wording.as_typed(wording.offered(topic, agreed_in(minutes)))
    return _form_page(meeting, blank_form({**spread(offered), "topic": topic.code}))


@pages.post("/meetings/<code>/recommendations/new")
def create(code: str) -> ResponseReturnValue:
    meeting = get_meeting(actor(), code)
    require(rules.can_write(actor(), meeting.unit))
    form = read_form(NewIn)
    if not form.ok or _wants_rows():
        return _form_page(meeting, form), 422
    try:
        recommendation = service.create_recommendation(actor(), meeting, **form.data)
    except Invalid as refusal:
        return _form_page(meeting, _refused(form.data, refusal.fields)), 422
    return _to(recommendation, "建议已存成草稿。看看没问题，请召集人提交。")


@pages.get("/recommendations/<int:recommendation_id>")
def show(recommendation_id: int) -> str:
    return _show(queries.get_recommendation(actor(), recommendation_id))


@pages.get("/recommendations/<int:recommendation_id>/edit")
def edit(recommendation_id: int) -> str:
    recommendation = queries.get_recommendation(actor(), recommendation_id)
    require("edit" in rules.acts_of(actor(), recommendation), "这份建议现在不能改。要改，请区政协办公室先退回。")
    return _form_page(recommendation.meeting, _form_of(recommendation), recommendation)


@pages.post("/recommendations/<int:recommendation_id>/edit")
def save(recommendation_id: int) -> ResponseReturnValue:
    """Of two editors the second sees both texts and keeps their own."""
    recommendation = queries.get_recommendation(actor(), recommendation_id, lock=True)
    form = read_form(RecommendationIn)
    try:
        match_version(recommendation)
    except Conflict:
        return _form_page(recommendation.meeting, form, recommendation, clash=True), 409
    if not form.ok or _wants_rows():
        return _form_page(recommendation.meeting, form, recommendation), 422
    try:
        service.edit_recommendation(actor(), recommendation, **form.data)
    except Invalid as refusal:
        return _form_page(recommendation.meeting, _refused(form.data, refusal.fields), recommendation), 422
    return _to(recommendation, "改好了，已存下。")


@pages.post("/recommendations/<int:recommendation_id>/submit")
def submit(recommendation_id: int) -> ResponseReturnValue:
    """To the office, or the form with a sentence at each unfinished item."""
    recommendation = _current(recommendation_id)
    try:
        service.submit_recommendation(actor(), recommendation)
    except Invalid as refusal:
        form = _form_of(recommendation)
        form.errors.update(_sentences(refusal.fields))
        return _form_page(recommendation.meeting, form, recommendation), 422
    return _to(recommendation, "已提交区政协办公室审核。审核有结果，您会收到消息。")


@pages.post("/recommendations/<int:recommendation_id>/withdraw")
def withdraw(recommendation_id: int) -> ResponseReturnValue:
    recommendation, form = _current(recommendation_id), read_form(WithdrawIn)
    if not form.ok:
        return _show(recommendation, form), 422
    service.withdraw_recommendation(actor(), recommendation, **form.data)
    return _to(recommendation, "这份建议撤回了，内容还留着，可以查看。")


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


def _current(recommendation_id: int) -> Recommendation:
    recommendation = queries.get_recommendation(actor(), recommendation_id)
    match_version(recommendation)
    return recommendation


def _to(recommendation: Recommendation, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".show", recommendation_id=recommendation.id))


def _show(recommendation: Recommendation, form: Form | None = None) -> str:
    context = dossier.context_of(actor(), recommendation)
    return render_template("recommendations/show.html", **context, form=form or blank_form())


def _form_of(recommendation: Recommendation) -> Form:
    return blank_form(spread(wording.as_typed(dossier.draft_of(recommendation))))


def _refused(data: Mapping[str, Any], found: Fields) -> Form:
    """The form as it was read, with the sentences the act found, row by row."""
    typed = {**spread(wording.as_typed(data)), "once": request.form.get("once")}
    return Form(typed, _sentences(found))


def _sentences(found: Fields) -> dict[str, str]:
    return {name: "".join(sentences) for name, sentences in found.items()}


def _wants_rows() -> bool:
    return "more" in request.form


def _form_page(
    meeting: Meeting, form: Form, recommendation: Recommendation | None = None, *, clash: bool = False
) -> str:
    """The form; asked for more rows, it comes back with what was typed and shows no errors yet."""
    used = max(form.rows("items"), default=-1) + 1
    minutes = queries.locked_minutes(meeting)
    units = units_of(*DEPARTMENT_KINDS)
    return render_template(
        "recommendations/edit.html",
        meeting=meeting,
        recommendation=recommendation,
        form=Form(form.typed) if _wants_rows() else form,
        theirs=dossier.draft_of(recommendation) if recommendation and clash else None,
        rows=range(min(MOST_ITEMS, max(ROWS, used + MORE if _wants_rows() else used))),
        topics=[(topic.code, topic.title) for topic in topics_of(meeting)],
        agreed=agreed_in(minutes) if minutes else [],
        units=[(unit.code, unit.name) for unit in units],
        unit_names={unit.code: unit.name for unit in units},
    )
