"""名单: who is invited and who signed up, seats, leave; inviting by unit, by a pasted list, by a spreadsheet."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, NotFound, require
from yiguan.documents import tables
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.rules import whom_to_ask
from yiguan.meetings.states import MeetingState
from yiguan.organisation.queries import get_unit, units_of
from yiguan.organisation.states import UnitKind
from yiguan.people import residents, vault
from yiguan.people.privacy.masks import mask_name, mask_phone
from yiguan.people.states import Role
from yiguan.registrations import acts, inviting, lines, passes, queries, rules, seats
from yiguan.registrations.models import Registration
from yiguan.registrations.schemas import EntryIn, LinesIn, SeatsIn, UnitIn
from yiguan.registrations.signing_up import sign_up
from yiguan.registrations.states import RegistrationState, Side
from yiguan.settings import settings
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.sizes import takes_files
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.web.uploads import with_file
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages

TOLD_OF_A_LIST = "在手机上用过议关的，已经收到通知；没用过的，请打电话或者当面说，名字在“通知”里的“当面告知的名单”。"
pages = Pages("registrations", "bench", "/bench")
ROLES = (Role.MEMBER, Role.CONVENER, Role.STATION_STAFF, Role.UNIT_LIAISON, Role.UNIT_LEADER, Role.COMMITTEE_STAFF)
KINDS = (
    UnitKind.GROUP,
    UnitKind.WORKROOM,
    UnitKind.STATION,
    UnitKind.COMMITTEE,
    UnitKind.DEPARTMENT,
    UnitKind.DISTRICT,
)


@pages.get("/meetings/<code>/registrations")
def index(code: str) -> str:
    return _list(_meeting(code), blank_form())


@pages.post("/meetings/<code>/registrations")
def enter(code: str) -> ResponseReturnValue:
    """替人报名: signs up somebody without a phone, at the station or on the telephone."""
    meeting = _meeting(code)
    form = read_form(EntryIn)
    if not form.ok:
        return _list(meeting, form), 422
    person = residents.resident_at_desk(form.data["name"], phone=form.data["phone"])
    facts = {"side": form.data["side"], "unit_name": form.data["unit_name"]}
    line = sign_up(actor(), meeting, person, **facts)
    said = "报上名了" if line.state is RegistrationState.REGISTERED else "座位满了，排进了候补"
    flash(f"{mask_name(form.data['name'])}{said}。签到码在这一页，可以打印或拍给本人。", "done")
    return _to(line, meeting)


@pages.post("/meetings/<code>/seats")
def set_seats(code: str) -> ResponseReturnValue:
    meeting = _meeting(code)
    match_version(meeting)
    form = read_form(SeatsIn)
    try:
        if form.ok:
            seats.set_seats(actor(), meeting, **form.data)
    except Invalid as refusal:
        form.take(refusal)
    if not form.ok:
        return _list(meeting, form), 422
    flash(f"座位改成{meeting.capacity}个了。有人在候补的，已经按先后补上。", "done")
    return redirect(url_for(".index", code=meeting.code))


@pages.get("/meetings/<code>/registrations/<int:registration_id>")
def show(code: str, registration_id: int) -> str:
    return _line(_found(actor(), code, registration_id))


@pages.get("/meetings/<code>/invite")
def ask_unit(code: str) -> str:
    return _unit_page(_meeting(code), blank_form({"role": str(Role.MEMBER)}))


@pages.post("/meetings/<code>/invite")
def invite_unit(code: str) -> ResponseReturnValue:
    meeting = _meeting(code)
    form = read_form(UnitIn)
    if not form.ok:
        return _unit_page(meeting, form), 422
    unit = get_unit(form.data["unit"])
    facts = {"role": form.data["role"], "required": form.data["required"]}
    try:
        new = inviting.invite_unit(actor(), meeting, unit, **facts)
    except Conflict as refusal:
        form.refuse("unit", refusal.message)
        return _unit_page(meeting, form), 422
    return _invited(meeting, new)


@pages.get("/meetings/<code>/invite/list")
def ask_list(code: str) -> str:
    return _list_page(_meeting(code), blank_form({"side": str(Side.RESIDENT)}))


@pages.post("/meetings/<code>/invite/list")
@takes_files(tables.MOST_BYTES)
def invite_list(code: str) -> ResponseReturnValue:
    """Turns a file into lines and previews them row by row; only a confirmed preview is invited.

    Reading a file is slow: the rule comes first, and no transaction is open.
    """
    with reading():
        _meeting(code)
    form = with_file(read_form(LinesIn), lines.lines_of, tables.MOST_BYTES)
    rows = lines.rows_of(form.data["lines"]) if form.ok else []
    meeting = _meeting(code)
    if not form.ok or not form.data["confirmed"]:
        return _list_page(meeting, form, rows), 422
    facts = {"side": form.data["side"], "required": form.data["required"]}
    try:
        new = inviting.invite_rows(actor(), meeting, rows, **facts)
    except Conflict as refusal:
        form.refuse("lines", refusal.message)
        return _list_page(meeting, form, rows), 422
    return _invited(meeting, new, TOLD_OF_A_LIST, skipped=sum(bool(row.error) for row in rows))


@pages.get("/invitations/<code>")
def own(code: str) -> ResponseReturnValue:
    """Redirects a signed-in person to their own page of this meeting."""
    line = queries.invitation(code, actor().id or 0)
    if line is None:
        raise NotFound(queries.NOT_LISTED)
    code = passes.code_of(line, settings())
    if not code:
        raise NotFound("会场盒子上没有您的签到码。码在平台上，也在您收到的通知里；签到台查找姓名也能签。")
    return redirect(url_for("attendance_phone.personal", code=code))


def _masked(phone: str) -> str:
    return mask_phone(phone) if phone else ""


def _meeting(code: str) -> Meeting:
    meeting = get_meeting(actor(), code)
    require(rules.can_manage(actor(), meeting), whom_to_ask(meeting.unit))
    return meeting


def _list(meeting: Meeting, form: Form) -> str:
    asked = request.args.get("state", "")
    state = next((state for state in RegistrationState if state.value == asked), None)
    page = paginate(queries.guests(meeting.id, state))
    return render_template(
        "registrations/list.html",
        meeting=meeting,
        page=page,
        names={line.id: queries.shown_name(line.person) for line in page.items},
        numbers=queries.numbers(meeting.id),
        sides=queries.sides(meeting.id),
        state=state,
        form=form,
        side_choices=Side.choices(),
        taking=rules.is_taking(meeting),
    )


def _line(line: Registration, act: Act | None = None, form: Form | None = None) -> str:
    opened = {name: act for name, act in open_to(actor(), line).items() if pages.surface in act.on}
    return render_template(
        "registrations/line.html",
        meeting=line.meeting,
        line=line,
        name=queries.shown_name(line.person),
        phone=_masked(vault.phone_of(line.person)),
        ticket=passes.pass_of(line, settings()),
        acts={name: acts.FOR_THEM.get(name, act.label) for name, act in opened.items() if act is not acts.RENEW_CODE},
        steps=history_of(line),
        form=form or blank_form(),
    )


def _found(who: Actor, code: str, registration_id: int) -> Registration:
    return queries.get_registration(_meeting(code), registration_id)


def _unit_page(meeting: Meeting, form: Form) -> str:
    units = [(unit.code, unit.name) for unit in units_of(*KINDS)]
    roles = [(str(role), role.label) for role in ROLES]
    free = meeting.capacity - queries.numbers(meeting.id).taken
    return render_template("registrations/invite.html", meeting=meeting, form=form, units=units, roles=roles, free=free)


def _list_page(meeting: Meeting, form: Form, rows: list[lines.Row] | None = None) -> str:
    known = inviting.known_persons(meeting, rows or [])
    here = queries.known_in(meeting.id)
    listed = {number for number, person in known.items() if person.id in here}
    return render_template(
        "registrations/invite_list.html",
        meeting=meeting,
        form=form,
        rows=[(row, row.phone if row.error else _masked(row.phone), row.number in listed) for row in rows or []],
        ready=sum(not row.error and row.number not in listed for row in rows or []),
        sides=Side.choices(),
        free=meeting.capacity - queries.numbers(meeting.id).taken,
    )


def _invited(meeting: Meeting, new: int, told: str = "已经告诉他们。", *, skipped: int = 0) -> ResponseReturnValue:
    told = "发出通知时一起告诉他们。" if meeting.state is MeetingState.PLANNED else told
    rest = f"{skipped}行有问题，没有请。" if skipped else ""
    flash(f"新请了{new}位，{told}{rest}" if new else f"名单上都有了，没有新请的人。{rest}", "done")
    return redirect(url_for(".index", code=meeting.code))


def _to(line: Registration, meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for(".show", code=meeting.code, registration_id=line.id))


act_pages(pages, "/meetings/<code>/registrations/<int:registration_id>", Registration, find=_found, show=_line)
