from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.errors import NotFound, require
from yiguan.meetings import acts, agenda, co_hosts, notices, papers, parts, plan_form, planning, queries, rules
from yiguan.meetings.models import Meeting
from yiguan.meetings.parameters import CHECKIN_OPENS
from yiguan.meetings.schemas import MeetingIn
from yiguan.meetings.states import AHEAD
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_unit, reasons, units_within
from yiguan.organisation.values import value_of
from yiguan.search.queries import matches
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow import editing
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages

pages = Pages("meetings", "bench", "/bench/meetings")


@pages.get("/")
def index() -> str:
    view = request.args.get("view", "ahead")
    view = view if view in queries.VIEWS else "ahead"
    sought = looked_for()
    query = queries.latest(actor()).where(matches(Meeting, sought)) if sought else queries.in_view(actor(), view)
    shown = {"view": view, "views": queries.VIEWS, "sought": sought}
    return render_template("meetings/index.html", page=paginate(query), **shown)


@pages.get("/new")
def new() -> str:
    unit = _chosen_unit()
    if unit is None:
        return render_template("meetings/choose_unit.html", units=units_within(actor(), *rules.PLANNERS))
    known = {topic.code: topic for topic in queries.topics_for(unit)}
    topic = known.get(request.args.get("topic", ""))
    start = {"attendance": "open", "kind": "micro", "minutes": 90, "capacity": 30, "printed_code": "yes"}
    start |= {"place": unit.address, "title": topic.title if topic else "", "host": actor().name}
    return plan_form.page(blank_form(start | ({"topics-0-code": topic.code} if topic else {})), unit=unit)


@pages.post("/new")
def create() -> ResponseReturnValue:
    unit = get_unit(request.form.get("unit", ""))
    require(rules.can_plan(actor(), unit))
    page = partial(plan_form.page, unit=unit)
    return editing.submit(read_form(MeetingIn), page=page, store=partial(_plan, unit))


def _plan(unit: Unit, data: dict[str, Any]) -> ResponseReturnValue:
    meeting = planning.plan_meeting(actor(), unit, **data)
    _warn(meeting)
    return _to(meeting, "协商会已经拟好，还没有通知别人。看看没问题，就点“发出通知”。")


@pages.get("/<code>")
def show(code: str) -> str:
    return _page(queries.get_meeting(actor(), code))


@pages.get("/<code>/edit")
def edit(code: str) -> str:
    meeting = queries.get_meeting(actor(), code)
    require(rules.can_run(actor(), meeting), rules.whom_to_ask(meeting.unit))
    return plan_form.page(blank_form(plan_form.typed(meeting)), unit=meeting.unit, meeting=meeting)


@pages.post("/<code>/edit")
def save(code: str) -> ResponseReturnValue:
    """Of two editors the second sees both plans and keeps their own."""
    meeting = queries.get_meeting(actor(), code, lock=True)
    page = partial(plan_form.page, unit=meeting.unit, meeting=meeting)
    return editing.save(acts.EDIT, meeting, page=page, then=partial(_saved, meeting))


def _saved(meeting: Meeting) -> ResponseReturnValue:
    _warn(meeting)
    return _to(meeting, "安排改好了。")


@pages.post("/<code>/leave-hosts")
def leave_hosts(code: str) -> ResponseReturnValue:
    """Whoever was asked to hold it too says no."""
    meeting = queries.get_meeting(actor(), code, lock=True)
    unit = co_hosts.leave(actor(), meeting)
    notices.left_the_hosts(meeting, unit)
    flash(f"{unit.short_name}不一起办这场会了，已经告诉主办的召集人。", "done")
    return redirect(url_for(".index"))


def _chosen_unit() -> Unit | None:
    """The unit the address names, or the only one the actor may plan for."""
    units = units_within(actor(), *rules.PLANNERS)
    asked = request.args.get("unit", "").upper()
    if not asked:
        return units[0] if len(units) == 1 else None
    found = next((unit for unit in units if unit.code == asked), None)
    if found is None:
        raise NotFound()
    return found


def _to(meeting: Meeting, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for(".show", code=meeting.code))


def _warn(meeting: Meeting) -> None:
    if excess := agenda.excess_min(meeting, queries.agenda_of(meeting)):
        flash(f"议程加起来比会议长{excess}分钟。可以照开；要改，请点“修改安排”。", "soon")


def _page(meeting: Meeting, act: Act | None = None, form: Form | None = None) -> str:
    """The meeting, or the page of an act that has one of its own."""
    if act is not None and act.template:
        return _act_page(meeting, act, form or blank_form())
    items, opened = queries.agenda_of(meeting), open_to(actor(), meeting)
    opens = meeting.starts_at - clock.minutes(value_of(CHECKIN_OPENS))
    opens_at = opens if clock.now() < opens else None  # nobody is let in before, whatever the state is called
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        held_by=co_hosts.named(meeting),
        slots=agenda.slots(meeting, items),
        parts=parts.of(meeting),
        excess=agenda.excess_min(meeting, items),
        topics=queries.planned_for(meeting),
        known_topics=queries.topics_within(actor(), meeting),
        leaves=co_hosts.of_actor(actor(), meeting) if meeting.state in AHEAD else None,
        steps=history_of(meeting),
        acts=opened,
        day_acts=[act for act in acts.COURSE if act.name in opened and (act is not acts.OPEN or not opens_at)],
        opens_at=opens_at,
        may_manage=rules.can_run(actor(), meeting),
        papers=papers.papers_of(meeting),
        may_keep_papers=rules.can_keep_papers(actor(), meeting),
    )


def _act_page(meeting: Meeting, act: Act, form: Form) -> str:
    listed = [(reason.code, reason.label) for reason in reasons(act.reason)] if act.reason else []  # type: ignore[arg-type]
    return render_template(act.template, meeting=meeting, form=form, reasons=listed)


act_pages(pages, "/<code>", Meeting, find=queries.get_meeting, show=_page)
