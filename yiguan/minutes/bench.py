from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.errors import require
from yiguan.base.rows import spread
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import agenda_of, get_meeting, planned_for, topics_of
from yiguan.meetings.rules import whom_to_ask
from yiguan.meetings.states import HELD
from yiguan.minutes import acts, drafting, queries, rules, wording
from yiguan.minutes.models import Minutes
from yiguan.minutes.schemas import MOST_ITEMS, MinutesIn
from yiguan.minutes.states import ConsensusKind
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import DEPARTMENT_KINDS
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow import editing
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages

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
        return _edit_page(blank_form({"summary": summary}), meeting=meeting)
    return render_template("minutes/none.html", meeting=meeting, over=meeting.state in HELD)


@pages.get("/edit")
def edit(code: str) -> ResponseReturnValue:
    minutes = queries.get_minutes(actor(), code)
    require("edit" in open_to(actor(), minutes), "这份纪要现在不能由您来改。")
    return _edit_page(_form_of(minutes), meeting=minutes.meeting, minutes=minutes)


@pages.post("")
def save(code: str) -> ResponseReturnValue:
    """Stores the draft, new or changed; of two editors the second sees both texts and keeps their own."""
    meeting = get_meeting(actor(), code)
    minutes = queries.minutes_of(actor(), meeting, lock=True)
    if minutes is not None:
        page = partial(_edit_page, meeting=meeting, minutes=minutes)
        return editing.save(acts.EDIT, minutes, page=page, then=partial(_stored, code))
    require(rules.can_write(actor(), meeting.unit), whom_to_ask(meeting.unit))
    page = partial(_edit_page, meeting=meeting)
    return editing.submit(read_form(MinutesIn), page=page, store=partial(_open, meeting))


def _open(meeting: Meeting, data: dict[str, Any]) -> ResponseReturnValue:
    drafting.open_minutes(actor(), meeting, **data)
    return _stored(meeting.code)


def _stored(code: str) -> ResponseReturnValue:
    flash("纪要已存好。")
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
        acts=open_to(actor(), minutes),
        may_write=rules.can_write(actor(), minutes.unit),
        steps=history_of(minutes),
        topics=planned_for(minutes.meeting),
    )


def _with_form(minutes: Minutes, act: Act, form: Form) -> str:
    """The minutes with the form of an act; what stands against confirming is shown at its rows, open to be mended."""
    if act is not acts.CONFIRM:
        return _show_page(minutes, form)
    mending = _form_of(minutes)
    mending.errors.update(form.errors)
    return _edit_page(mending, meeting=minutes.meeting, minutes=minutes)


def _form_of(minutes: Minutes) -> Form:
    return blank_form(spread({**wording.draft(minutes, queries.items_of(minutes)), "version": minutes.version}))


def _edit_page(form: Form, *, meeting: Meeting, minutes: Minutes | None = None, clash: bool = False) -> str:
    units = units_of(*DEPARTMENT_KINDS)
    return render_template(
        "minutes/edit.html",
        meeting=meeting,
        minutes=minutes,
        form=form,
        theirs=wording.draft(minutes, queries.items_of(minutes)) if minutes and clash else None,
        version=minutes.version if minutes else 0,
        rows=editing.rows_to_show(form, "items", least=ROWS, more=MORE, most=MOST_ITEMS),
        short=meeting.was_short,
        opening=wording.opening(meeting, topics_of(meeting), queries.present_at(meeting)),
        kinds=ConsensusKind.choices(),
        units=[(unit.code, unit.name) for unit in units],
        unit_names={unit.code: unit.name for unit in units},
    )


act_pages(pages, "", Minutes, find=queries.get_minutes, show=_with_form)
