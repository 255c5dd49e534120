from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attendance import codes, entry, queries, roll
from yiguan.attendance.doors import hand
from yiguan.attendance.hours import hours_of
from yiguan.attendance.ledger import counts, keys, undoing
from yiguan.attendance.models import CheckIn
from yiguan.attendance.schemas import ExportIn, HandIn, UndoIn
from yiguan.attendance.screen import live
from yiguan.attendance.states import CheckInState, Result
from yiguan.base import qr
from yiguan.base.errors import Conflict, Invalid, NotFound, require
from yiguan.documents import sheets
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.meetings.states import CALLED, SHUT
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.people import raw_scans
from yiguan.people.privacy.masks import mask_name
from yiguan.people.queries import names_of
from yiguan.registrations.queries import numbers
from yiguan.settings import settings
from yiguan.web.downloads import as_file
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor

pages = Pages("attendance", "bench", "/bench/meetings")


@pages.get("/<code>/poster")
def poster(code: str) -> str:
    """The poster, with the printed check-in code where the meeting allows one, else the address of its page."""
    meeting = get_meeting(actor(), code)
    if meeting.state not in CALLED:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，还不能贴海报。请先发出通知。", code="wrong_state")
    part = parts.numbered(parts.of(meeting), request.args.get("part", 1, type=int))
    if part is None:
        raise NotFound("这场会没有这一段，所以没有它的海报。")
    page = url_for("meetings_phone.show", code=meeting.code)
    address = f"{settings().base_url}{page}"
    if meeting.printed_code:
        address = live.address_of(codes.mint_of(settings().keys, meeting, part.number).printed(), settings())
    return render_template(
        "attendance/poster.html",
        meeting=meeting,
        unit=meeting.unit,
        part=part,
        hours=hours_of(meeting.state, part.starts_at, part.ends_at),
        code=qr.draw(address),
        back=url_for("meetings_bench.show", code=meeting.code),
    )


@pages.get("/<code>/check-ins")
def index(code: str) -> str:
    return _page(entry.as_runner(code))


@pages.post("/<code>/check-ins")
def add(code: str) -> ResponseReturnValue:
    """代签: checks in somebody without a phone, whom the helper sees."""
    meeting = entry.as_runner(code)
    form = read_form(HandIn)
    if not form.ok:
        return _page(meeting, adding=form), 422
    name = mask_name(form.data["name"])
    try:
        outcome = hand.check_in(actor(), meeting, **form.data, key=f"desk-{form.once}")
    except Invalid as refusal:
        return _page(meeting, adding=form.take(refusal)), 422
    flash(f"{name}已经签到。" if outcome.result is Result.OK else f"{name}：{outcome.result.label}", "done")
    return redirect(url_for(".index", code=meeting.code))


@pages.get("/<code>/check-ins/<int:check_in_id>/undo")
def ask_undo(code: str, check_in_id: int) -> str:
    meeting = entry.as_runner(code)
    return _undo_page(meeting, queries.scan_of(meeting, check_in_id), blank_form())


@pages.post("/<code>/check-ins/<int:check_in_id>/undo")
def undo(code: str, check_in_id: int) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    row, form = queries.scan_of(meeting, check_in_id), read_form(UndoIn)
    if not form.ok:
        return _undo_page(meeting, row, form), 422
    undoing.undo(actor(), meeting, row, **form.data)
    flash("已经撤销，记录还留着。人要是在会场，可以再签一次。", "done")
    return redirect(url_for(".index", code=meeting.code))


@pages.get("/<code>/sign-in-sheet")
def paper(code: str) -> str:
    """签到表 for printing: the names, and an empty column for signatures (EX-02)."""
    meeting = entry.as_runner(code)
    return render_template(
        "attendance/roll.html",
        meeting=meeting,
        back=url_for(".index", code=code),
        lines=roll.lines_of(meeting),
        parts=parts.of(meeting),
    )


@pages.get("/<code>/absences")
def absences(code: str) -> str:
    """谁没来: people who were expected and did not come; those on leave are separate (RG-02), residents masked."""
    meeting = entry.as_runner(code)
    lines = roll.lines_of(meeting)
    away = [line for line in lines if line.at is None]
    return render_template("attendance/absences.html", meeting=meeting, came=len(lines) - len(away), away=away)


@pages.post("/<code>/check-ins/export")
def export(code: str) -> ResponseReturnValue:
    """The same rows as a file. Names leave the system with it, so the export is in the trail."""
    meeting = entry.as_runner(code)
    form = read_form(ExportIn)
    if not form.ok:
        return _page(meeting), 422
    kind = str(form.data["kind"])
    lines = roll.take_away(actor(), meeting, kind)
    planned = parts.of(meeting)
    body = sheets.write(kind, meeting.title, roll.headers(planned), roll.cells(lines, planned))
    return as_file(body, sheets.FORMATS[kind], f"签到表-{meeting.title}.{kind}")


def _page(meeting: Meeting, adding: Form | None = None) -> str:
    require(can_run(actor(), meeting), whom_to_ask(meeting.unit))
    page = paginate(queries.scans_of(meeting.id))
    names = names_of(row.person_id for row in page.items)
    return render_template(
        "attendance/check_ins.html",
        meeting=meeting,
        page=page,
        names={person_id: mask_name(name) for person_id, name in names.items()},
        balance=counts.balance(meeting.id),
        settled=keys.settling(meeting.id, [row.id for row in page.items if row.state is CheckInState.UNRESOLVED]),
        codes=raw_scans.texts_of(row.id for row in page.items if row.by_phone and row.state is CheckInState.REFUSED),
        arrived=counts.attendance(meeting.id).arrived,
        parts=parts.of(meeting),
        has_list=numbers(meeting.id).total > 0,
        undoable={row.id for row in page.items if undoing.UNDO.is_open(row.state)},
        adding=adding or blank_form(),
        open_for_helpers=meeting.state not in SHUT,
    )


def _undo_page(meeting: Meeting, row: CheckIn, form: Form) -> str:
    require(can_run(actor(), meeting), whom_to_ask(meeting.unit))
    name = mask_name(names_of([row.person_id]).get(row.person_id or 0, ""))
    listed = [(reason.code, reason.label) for reason in reasons(ReasonKind.CHECKIN_UNDO)]
    return render_template("attendance/undo.html", meeting=meeting, row=row, name=name, form=form, reasons=listed)
