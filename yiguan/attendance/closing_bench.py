"""Pages of 签到核对: the equation, unclear scans, bursts to review, and the closing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attendance import entry, known, queries
from yiguan.attendance.closing import bursts, corrections, figures, reviews, settling
from yiguan.attendance.closing.close import CLOSE
from yiguan.attendance.ledger import keys, undoing
from yiguan.attendance.reception_schemas import BurstIn, BurstUndoIn, CloseIn, SettleIn
from yiguan.attendance.states import CLOCK, DOUBLE, OLD
from yiguan.base.errors import Conflict, Invalid
from yiguan.meetings.models import Meeting
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.people import raw_scans
from yiguan.people.queries import names_of
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form, told
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.workflow.perform import perform

pages = Pages("attendance_closing", "bench", "/bench/meetings")


@pages.get("/<code>/sheet")
def sheet(code: str) -> str:
    """The current equation; after closing, beside the figures of the sheet."""
    return _sheet_page(entry.as_runner(code))


@pages.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    form = read_form(CloseIn)
    match_version(meeting)
    try:
        perform(CLOSE, meeting, by=actor(), **form.data)
    except Conflict as refusal:
        if refusal.code not in ("unresolved", "unsynced"):
            raise
        return _sheet_page(meeting, refusal), 409
    flash("签到核定了，人数就以这个为准。后面再送到的，写明是补记。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.get("/<code>/sheet/print")
def print_sheet(code: str) -> str:
    """The sheet for printing; after closing, it has the figures of that moment."""
    meeting = entry.as_runner(code)
    kept = queries.sheet_of(meeting)
    facts = figures.from_json(kept.figures if kept else figures.balance_of(meeting).as_json())
    return render_template(
        "attendance/sheet_print.html",
        meeting=meeting,
        names=known.hall_names(line.operator_id for line in facts["lines"]),
        back=url_for(".sheet", code=meeting.code),
        kept=kept,
        closer=names_of([kept.closed_by]).get(kept.closed_by or 0, "") if kept else "",
        **facts,
    )


@pages.get("/<code>/sheet/<int:check_in_id>")
def ask_settle(code: str, check_in_id: int) -> str:
    return _settle_page(entry.as_runner(code), check_in_id, blank_form())


@pages.post("/<code>/sheet/<int:check_in_id>")
def settle(code: str, check_in_id: int) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    form = read_form(SettleIn)
    if form.ok and not any(form.data.values()):
        form.refuse("name", "请写姓名，再点“算到会”；真认不出，点下面的“不算到会”。")
    if not form.ok:
        return _settle_page(meeting, check_in_id, form), 422
    who = {name: form.data[name] for name in ("person", "name")}
    try:
        settling.settle(actor(), meeting, queries.scan_of(meeting, check_in_id), **who, settings=settings())
    except Invalid as refusal:
        return _settle_page(meeting, check_in_id, form.take(refusal)), 422
    flash("核对好了一条。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/bursts/approve")
def approve_burst(code: str) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    form = told(read_form(BurstIn))
    reviews.approve_burst(actor(), meeting, **form.data)
    flash("记下了：这几个人签得没问题。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/bursts/undo")
def undo_burst(code: str) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    form = told(read_form(BurstUndoIn))
    number = reviews.undo_burst(actor(), meeting, **form.data)
    flash(f"撤销了 {number} 条，记录还留着。人要是在会场，可以再签。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/sheet/<int:check_in_id>/undo")
def undo_double(code: str, check_in_id: int) -> ResponseReturnValue:
    """Undoes one of two check-ins that belong to one person."""
    meeting = entry.as_runner(code)
    perform(undoing.UNDO, queries.scan_of(meeting, check_in_id), by=actor(), reason=DOUBLE)
    flash("撤销了一条，记录还留着。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


def _sheet_page(meeting: Meeting, refusal: Conflict | None = None) -> str:
    balance, found = figures.balance_of(meeting), bursts.bursts_of(meeting)
    waiting, kept = queries.unsettled(meeting.id), queries.sheet_of(meeting)
    later, raw = corrections.since(meeting, kept), raw_scans.texts_of(row.id for row in waiting)
    rows = [row for burst in found for row in burst.rows]
    listed = reasons(ReasonKind.CHECKIN_UNDO) if any(not burst.alike for burst in found) else []
    people = [row.person_id for row in rows]
    people += [line.operator_id for line in balance.lines] + [correction.row.person_id for correction in later]
    return render_template(
        "attendance/sheet.html",
        meeting=meeting,
        balance=balance,
        names=known.hall_names(people),
        bursts=[(burst, bursts.title_of(burst)) for burst in found],
        places=figures.places_of(balance, rows),
        waiting=waiting,
        raw=raw,
        alike=known.alike(meeting, settings().keys, raw.values()),
        odd=queries.marked(meeting.id, OLD, CLOCK),
        later=later,
        kept=kept,
        closable=CLOSE.is_open(meeting.state),
        reasons=[(reason.code, reason.label) for reason in listed],
        refusal=refusal,
    )


def _settle_page(meeting: Meeting, check_in_id: int, form: Form) -> str:
    row = queries.scan_of(meeting, check_in_id)
    typed = request.args.get("q", "")[:40]
    raw = raw_scans.texts_of([row.id]).get(row.id, "")
    return render_template(
        "attendance/settle.html",
        meeting=meeting,
        row=row,
        settled=keys.settling(meeting.id, [row.id]).get(row.id),
        form=form,
        typed=typed,
        raw=raw,
        alike=known.alike(meeting, settings().keys, [raw]).get(raw, []),
        hits=known.search(meeting, settings().keys, typed),
    )
