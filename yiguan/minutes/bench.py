from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Conflict, Fields, Invalid, require
from yiguan.base.rows import spread
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import agenda_of, get_meeting, topics_of
from yiguan.meetings.states import HELD
from yiguan.minutes import queries, rules, service, wording
from yiguan.minutes.models import Minutes
from yiguan.minutes.schemas import MOST_ITEMS, MinutesIn, ReturnMinutesIn
from yiguan.minutes.states import ACTS, MINUTES_FLOW, ConsensusKind
from yiguan.organisation.queries import DEPARTMENT_KINDS, units_of
from yiguan.people.history import history_of
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, match_version

pages = Pages("minutes", "bench", url_prefix="/bench/meetings/<code>/minutes")
ROWS, MORE = 5, 3


@pages.get("")
def show(code: str) -> ResponseReturnValue:
    """The minutes, or the form to begin them with what is known already."""
    meeting = get_meeting(actor(), code)
    minutes = queries.minutes_of(actor(), meeting)
    if minutes is not None:
        return _show_page(minutes, blank_form())
    if rules.can_write(actor(), meeting.unit) and meeting.state in HELD:
        summary = wording.offered(topics_of(meeting), agenda_of(meeting))
        return _edit_page(meeting, None, blank_form({"summary": summary}))
    return render_template("minutes/none.html", meeting=meeting, over=meeting.state in HELD)


@pages.get("/edit")
def edit(code: str) -> ResponseReturnValue:
    minutes = queries.get_minutes(actor(), code)
    require(rules.can_edit(actor(), minutes), "这份纪要现在不能由您来改。")
    return _edit_page(minutes.meeting, minutes, _form_of(minutes))


@pages.post("")
def save(code: str) -> ResponseReturnValue:
    """Stores the draft, new or changed; of two editors the second sees both texts and keeps their own."""
    meeting = get_meeting(actor(), code)
    minutes = queries.minutes_of(actor(), meeting, lock=True)
    form = read_form(MinutesIn)
    try:
        if minutes is not None:
            match_version(minutes)
        if not form.ok or _wants_rows():
            return _edit_page(meeting, minutes, form), 422
        if minutes is None:
            service.open_minutes(actor(), meeting, **form.data)
        else:
            service.edit_minutes(actor(), minutes, **form.data)
    except Conflict as clash:
        if minutes is None or clash.code != "stale_version":
            raise
        theirs = wording.draft(minutes, queries.items_of(minutes))
        return _edit_page(meeting, minutes, form, theirs=theirs), 409
    except Invalid as refusal:
        return _edit_page(meeting, minutes, _refused(form.data, refusal.fields)), 422
    flash("纪要已存好。")
    return redirect(url_for(".show", code=code))


@pages.post("/submit")
def submit(code: str) -> ResponseReturnValue:
    minutes = queries.get_minutes(actor(), code)
    match_version(minutes)
    service.submit_minutes(actor(), minutes)
    flash("已交召集人核定。")
    return redirect(url_for(".show", code=code))


@pages.post("/return")
def return_(code: str) -> ResponseReturnValue:
    minutes = queries.get_minutes(actor(), code)
    match_version(minutes)
    form = read_form(ReturnMinutesIn)
    if not form.ok:
        return _show_page(minutes, form), 422
    service.return_minutes(actor(), minutes, **form.data)
    flash("纪要已退回修改，起草的人会收到您的意见。")
    return redirect(url_for(".show", code=code))


@pages.post("/confirm")
def confirm(code: str) -> ResponseReturnValue:
    """Locks the text, or shows the rows where a promise lacks its unit or its date, open to be mended."""
    minutes = queries.get_minutes(actor(), code)
    match_version(minutes)
    try:
        service.confirm_minutes(actor(), minutes)
    except Invalid as refusal:
        typed = {**wording.draft(minutes, queries.items_of(minutes)), "version": minutes.version}
        return _edit_page(minutes.meeting, minutes, _refused(typed, refusal.fields)), 422
    flash("纪要已定稿，内容从此锁住。接下来可以起草协商建议。")
    return redirect(url_for(".show", code=code))


@pages.get("/print")
def print_(code: str) -> ResponseReturnValue:
    minutes = queries.get_minutes(actor(), code)
    topics, present = topics_of(minutes.meeting), queries.present_at(minutes.meeting)
    opening = wording.opening(minutes.meeting, topics, present)
    items = queries.items_of(minutes)
    return render_template("minutes/print.html", minutes=minutes, items=items, opening=opening, kinds=ConsensusKind)


def _show_page(minutes: Minutes, form: Form) -> str:
    return render_template(
        "minutes/show.html",
        minutes=minutes,
        meeting=minutes.meeting,
        items=queries.items_of(minutes),
        form=form,
        acts=_acts(minutes),
        may_write=rules.can_write(actor(), minutes.unit),
        steps=history_of(minutes, ACTS),
    )


def _acts(minutes: Minutes) -> set[str]:
    """What this person may do with the minutes as they stand: the buttons of the page."""
    open_now = set(MINUTES_FLOW.open_from(minutes.state))
    convener, writer = rules.can_confirm(actor(), minutes.unit), rules.can_write(actor(), minutes.unit)
    allowed = {"submit"} if writer else set()
    allowed |= {"return", "confirm"} if convener else set()
    return (open_now & allowed) | ({"edit"} if rules.can_edit(actor(), minutes) else set())


def _form_of(minutes: Minutes) -> Form:
    return blank_form(spread({**wording.draft(minutes, queries.items_of(minutes)), "version": minutes.version}))


def _refused(data: Mapping[str, Any], found: Fields) -> Form:
    """The form as it was read, with the sentences the act found, row by row."""
    typed = {**spread(data), "once": request.form.get("once"), "version": request.form.get("version")}
    return Form(typed, {name: "".join(sentences) for name, sentences in found.items()})


def _edit_page(meeting: Meeting, minutes: Minutes | None, form: Form, theirs: Mapping[str, Any] | None = None) -> str:
    """The form; asked for more rows, it comes back with what was typed and shows no errors yet."""
    used = max(form.rows("items"), default=-1) + 1
    rows = min(MOST_ITEMS, max(ROWS, used + MORE if _wants_rows() else used))
    units = units_of(*DEPARTMENT_KINDS)
    return render_template(
        "minutes/edit.html",
        meeting=meeting,
        minutes=minutes,
        form=Form(form.typed) if _wants_rows() else form,
        theirs=theirs,
        version=minutes.version if minutes else 0,
        rows=range(rows),
        short=queries.was_short(meeting),
        opening=wording.opening(meeting, topics_of(meeting), queries.present_at(meeting)),
        kinds=ConsensusKind.choices(),
        units=[(unit.code, unit.name) for unit in units],
        unit_names={unit.code: unit.name for unit in units},
    )


def _wants_rows() -> bool:
    return "more" in request.form
