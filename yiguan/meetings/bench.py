from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.base.errors import Conflict, Invalid, NotFound, require
from yiguan.meetings import agenda, parts, plan_form, queries, rules, service
from yiguan.meetings.models import Meeting
from yiguan.meetings.schemas import MeetingIn, PostponeIn, ReasonIn
from yiguan.meetings.states import ACTS, COURSE, MEETING_FLOW
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_unit, reasons, units_within
from yiguan.organisation.states import ReasonKind
from yiguan.people.history import history_of
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor, match_version

pages = Pages("meetings", "bench", "/bench/meetings")
BY_MOUTH = "没有手机的人，请打电话或者当面说，名字在“通知”里的“当面告知的名单”。"
SAID = {
    "open": "签到开始了，可以打开大屏。",
    "start": "会议开始了。",
    "adjourn": "已经休会。",
    "resume": "会议继续。",
    "end": "会议结束了，签到也停了。接下来写纪要。",
    "mark_short": "已经记下：到会的人不够。可以写情况记录，不写共识。",
}


@pages.get("/")
def index() -> str:
    view = request.args.get("view", "ahead")
    view = view if view in queries.VIEWS else "ahead"
    page = paginate(queries.in_view(actor(), view))
    return render_template("meetings/index.html", page=page, view=view, views=queries.VIEWS)


@pages.get("/new")
def new() -> str:
    unit = _chosen_unit()
    if unit is None:
        return render_template("meetings/choose_unit.html", units=units_within(actor(), *rules.PLANNERS))
    known = {topic.code: topic for topic in queries.topics_for(unit)}
    topic = known.get(request.args.get("topic", ""))
    start = {"attendance": "open", "kind": "micro", "minutes": 90, "capacity": 30, "printed_code": "yes"}
    start |= {"place": unit.address, "title": topic.title if topic else "", "host": actor().name}
    return plan_form.page(unit, blank_form(start | ({"topics-0-code": topic.code} if topic else {})))


@pages.post("/new")
def create() -> ResponseReturnValue:
    unit = get_unit(request.form.get("unit", ""))
    require(rules.can_plan(actor(), unit))
    form = read_form(MeetingIn)
    if not form.ok or plan_form.wants_rows():
        return plan_form.page(unit, form), 422
    try:
        meeting = service.plan_meeting(actor(), unit, **form.data)
    except Invalid as refusal:
        return plan_form.page(unit, form.take(refusal)), 422
    _warn(meeting)
    return _to(meeting, "协商会已经拟好，还没有通知别人。看看没问题，就点“发出通知”。")


@pages.get("/<code>")
def show(code: str) -> str:
    meeting = queries.get_meeting(actor(), code)
    items = queries.agenda_of(meeting)
    may = rules.can_run(actor(), meeting)
    acts = MEETING_FLOW.open_from(meeting.state) if may else []
    opens = meeting.starts_at - clock.minutes(settings().checkin_opens_min)
    opens_at = opens if clock.now() < opens else None  # nobody is let in before, whatever the state is called
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        slots=agenda.slots(meeting, items),
        parts=parts.of(meeting),
        excess=agenda.excess_min(meeting, items),
        topics=queries.topics_of(meeting),
        steps=history_of(meeting, ACTS),
        acts=acts,
        day_acts=[(action, ACTS[action]) for action in COURSE if action in acts and (action != "open" or not opens_at)],
        opens_at=opens_at,
        may_manage=may,
        editable=may and meeting.state in service.EDITABLE,
    )


@pages.get("/<code>/edit")
def edit(code: str) -> str:
    meeting = queries.get_meeting(actor(), code)
    require(rules.can_run(actor(), meeting))
    return plan_form.page(meeting.unit, blank_form(plan_form.typed(meeting)), meeting)


@pages.post("/<code>/edit")
def save(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(actor(), code)
    form = read_form(MeetingIn)
    try:
        match_version(meeting)
    except Conflict:
        return plan_form.page(meeting.unit, form, meeting, clash=True), 409
    if not form.ok or plan_form.wants_rows():
        return plan_form.page(meeting.unit, form, meeting), 422
    try:
        service.edit_meeting(actor(), meeting, **form.data)
    except Invalid as refusal:
        return plan_form.page(meeting.unit, form.take(refusal), meeting), 422
    _warn(meeting)
    return _to(meeting, "安排改好了。")


@pages.post("/<code>/announce")
def announce(code: str) -> ResponseReturnValue:
    meeting = _current(code)
    service.announce_meeting(actor(), meeting)
    return _to(meeting, "通知已经发出：提出这些议题的居民、本站的委员都会看到。海报可以打印了。")


@pages.get("/<code>/postpone")
def ask_postpone(code: str) -> str:
    return _act_page("postpone", queries.get_meeting(actor(), code), blank_form())


@pages.post("/<code>/postpone")
def postpone(code: str) -> ResponseReturnValue:
    meeting, form = _current(code), read_form(PostponeIn)
    if not form.ok:
        return _act_page("postpone", meeting, form), 422
    try:
        service.postpone_meeting(actor(), meeting, **form.data)
    except Invalid as refusal:
        return _act_page("postpone", meeting, form.take(refusal)), 422
    return _to(meeting, f"改好了，新的时间已经发出去。{BY_MOUTH}以前打印的码作废了，请重新打印海报。")


@pages.get("/<code>/cancel")
def ask_cancel(code: str) -> str:
    return _act_page("cancel", queries.get_meeting(actor(), code), blank_form())


@pages.post("/<code>/cancel")
def cancel(code: str) -> ResponseReturnValue:
    meeting, form = _current(code), read_form(ReasonIn)
    if not form.ok:
        return _act_page("cancel", meeting, form), 422
    service.cancel_meeting(actor(), meeting, **form.data)
    return _to(meeting, f"这场会取消了，原因已经发出去。{BY_MOUTH}")


@pages.post('/<code>/<any(open,start,adjourn,resume,end,"mark-short"):action>')
def run(code: str, action: str) -> ResponseReturnValue:
    """One tap; an older page will do, since the flow says what may follow: the clock may have opened the door since."""
    meeting, action = queries.get_meeting(actor(), code), action.replace("-", "_")
    service.run_meeting(actor(), meeting, action)
    return _to(meeting, SAID[action])


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


def _current(code: str) -> Meeting:
    meeting = queries.get_meeting(actor(), code)
    match_version(meeting)
    return meeting


def _to(meeting: Meeting, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for(".show", code=meeting.code))


def _warn(meeting: Meeting) -> None:
    if excess := agenda.excess_min(meeting, queries.agenda_of(meeting)):
        flash(f"议程加起来比会议长{excess}分钟。可以照开；要改，请点“修改安排”。", "soon")


def _act_page(action: str, meeting: Meeting, form: Form) -> str:
    """The page of an act that needs a reason. Raises Conflict when the meeting's state does not allow it."""
    require(rules.can_run(actor(), meeting))
    MEETING_FLOW.target(action, meeting.state)
    kind = ReasonKind.MEETING_POSTPONE if action == "postpone" else ReasonKind.MEETING_CANCEL
    listed = [(reason.code, reason.label) for reason in reasons(kind)]
    return render_template(f"meetings/{action}.html", meeting=meeting, form=form, reasons=listed)
