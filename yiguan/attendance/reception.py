"""The pages of the check-in desk; forms work without a script, and a script takes them over (see doors/__init__)."""

from dataclasses import replace

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attendance import camera, entry, helper_links, known, queries, rules
from yiguan.attendance.doors import batch
from yiguan.attendance.doors.gathering import Sender
from yiguan.attendance.doors.records import Record
from yiguan.attendance.ledger import undoing
from yiguan.attendance.ledger.counts import attendance, present
from yiguan.attendance.reception_schemas import FamilyIn, PersonIn, PinIn, ScanIn, WalkInIn
from yiguan.attendance.saying import sentence
from yiguan.attendance.schemas import UndoIn
from yiguan.attendance.states import SAID, CheckInSource, CheckInState, Way
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import TooMany
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.people.privacy.masks import hall_name
from yiguan.people.queries import names_of
from yiguan.registrations.queries import numbers
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form, told
from yiguan.web.limits import Failures
from yiguan.web.surfaces import Pages, actor, remember
from yiguan.workflow.perform import perform

pages = Pages("attendance", "reception", "/reception")
failures = Failures(40, "helper-link")
TONES = {
    CheckInState.COUNTED: "done",
    CheckInState.MOVED: "done",
    CheckInState.DUPLICATE: "soon",
    CheckInState.UNRESOLVED: "soon",
}
DEAD = "这个协助链接用不了了，可能过了时间，或者已经收回。请找召集人要新的。"


@pages.get("/links/<link>")
def link(link: str) -> ResponseReturnValue:
    """The page of a helper link, which asks for the PIN. Opening it changes nothing."""
    return _link_page(link, blank_form())


@pages.post("/links/<link>")
def open_link(link: str) -> ResponseReturnValue:
    found = helper_links.link_and_code(link)
    form = read_form(PinIn)
    address = request.remote_addr or ""
    if failures.is_over(address):
        raise TooMany("口令试得太多了，请等一分钟再输。")
    if found is None or not form.ok:
        return _link_page(link, form, 422)
    person_id = helper_links.let_in(found[0], link, **form.data)
    if person_id is None:
        failures.add(address)
        remember()
        form.refuse("pin", "口令不对，或者链接已经停用。请问召集人再输；输错十次，这个链接就停用了。")
        return _link_page(link, form, 422)
    answer = make_response(redirect(url_for(".show", code=found[1])))
    return entry.set_helper(answer, link, person_id)


@pages.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    who, meeting = entry.at_reception(code)
    return camera.allow(_page(who, meeting))


@pages.post("/<code>/scan")
def scan(code: str) -> ResponseReturnValue:
    """Takes a personal code, read by a hand scanner or typed, or its last five characters."""
    who, meeting = entry.at_reception(code)
    form = read_form(ScanIn)
    if not form.ok:
        return _page(who, meeting, scanning=form), 422
    text = form.data["code"]
    source = CheckInSource.DESK_SCAN if len(text) > 10 else CheckInSource.DESK_NUMBER
    return _take(who, meeting, form, Record(_key(who, form), source, "code", text, None))


@pages.post("/<code>/people")
def choose(code: str) -> ResponseReturnValue:
    who, meeting = entry.at_reception(code)
    form = read_form(PersonIn)
    text = form.data.get("person", "")
    return _take(who, meeting, form, Record(_key(who, form), CheckInSource.DESK_SEARCH, "person", text, None))


@pages.post("/<code>/walk-in")
def walk_in(code: str) -> ResponseReturnValue:
    who, meeting = entry.at_reception(code)
    form = read_form(WalkInIn)
    if not form.ok:
        return _page(who, meeting, walking=form), 422
    record = Record(_key(who, form), CheckInSource.PROXY, "name", form.data["name"], None)
    return _take(who, meeting, form, record)


@pages.post("/<code>/family")
def family(code: str) -> ResponseReturnValue:
    """One helper checks in several elders; each was asked and gets a slip (N05)."""
    who, meeting = entry.at_reception(code)
    form = read_form(FamilyIn)
    if form.ok and not form.data["spoken"]:
        form.refuse("spoken", "请先一位一位当面问过，本人说“要签”，再打勾。")
    if not form.ok:
        return _page(who, meeting, family=form), 422
    key = _key(who, form)
    proxy = CheckInSource.PROXY
    part = form.data["part"]
    records = [
        Record(f"{key}-{at}", proxy, "name", name, None, part=part) for at, name in enumerate(form.data["names"])
    ]
    done = batch.take(Sender(meeting, who), records, settings())
    return redirect(url_for(".slips", code=meeting.code, of=",".join(str(outcome.id) for outcome in done)))


@pages.get("/<code>/slips")
def slips(code: str) -> str:
    """A slip for each person whom this helper has just checked in, and for no others."""
    who, meeting = entry.at_reception(code)
    wanted = [int(part) for part in request.args.get("of", "").split(",")[:12] if part.isascii() and part.isdigit()]
    rows = queries.own_scans(meeting.id, who.id, [number for number in wanted if number < 2**62])
    names = known.hall_names(row.person_id for row in rows)
    back = url_for(".show", code=meeting.code)
    facts = {"parts": {part.number: part for part in parts.of(meeting)}, "said": SAID}
    return render_template("attendance/slips.html", meeting=meeting, rows=rows, names=names, back=back, **facts)


@pages.get("/<code>/mine")
def mine(code: str) -> str:
    """The helper's own latest scans, for undoing mistakes."""
    who, meeting = entry.at_reception(code)
    rows = queries.latest_of(meeting.id, who.id)
    names = known.hall_names(row.person_id for row in rows) if rules.can_see_names(who) else {}
    open_ = [row for row in rows if undoing.UNDO.is_open(row.state) and rules.can_undo(who, meeting, row)]
    return render_template(
        "attendance/mine.html",
        meeting=meeting,
        rows=rows,
        names=names,
        undoable={row.id for row in open_},
        reasons=reasons(ReasonKind.CHECKIN_UNDO) if open_ else [],
        tones=TONES,
    )


@pages.post("/<code>/mine/<int:check_in_id>/undo")
def undo(code: str, check_in_id: int) -> ResponseReturnValue:
    who, meeting = entry.at_reception(code)
    form = told(read_form(UndoIn))
    perform(undoing.UNDO, queries.scan_of(meeting, check_in_id), by=who, **form.data)
    flash("撤销了，记录还留着。人在这里，请回到签到台再签一次。", "done")
    return redirect(url_for(".mine", code=meeting.code))


def _key(who: Actor, form: Form) -> str:
    """The form's one-time key, separate for each actor."""
    return f"desk-{who.id}-{form.once[:30]}"


def _take(who: Actor, meeting: Meeting, form: Form, record: Record) -> ResponseReturnValue:
    """Takes one scan, says the result in one sentence, and shows the page again for the next one."""
    part = form.data.get("part")
    way = form.data.get("way", Way.IN)
    done = batch.take(Sender(meeting, who), [replace(record, part=part, way=way)], settings())[0]
    shown = names_of([done.person_id]) if rules.can_see_names(who) else {}
    name = hall_name(shown.get(done.person_id or 0, ""))
    said = sentence(done, record.text, settings())
    flash(f"{name}：{said}" if name else said, TONES.get(done.state or CheckInState.REFUSED, "late"))
    return redirect(url_for(".show", code=meeting.code, part=part, way=None if way is Way.IN else way.value))


def _page(who: Actor, meeting: Meeting, **forms: Form) -> str:
    shown = rules.can_see_names(who)
    planned = parts.of(meeting)
    typed = request.args.get("q", "")[:40]
    chosen = request.args.get("part", type=int)
    part = parts.numbered(planned, chosen or 0) or parts.at(planned, clock.now())
    return render_template(
        "attendance/reception.html",
        meeting=meeting,
        runs=can_run(actor(), meeting),
        shown=shown,
        typed=typed,
        hits=known.search(meeting, settings().keys, typed) if shown and typed else [],
        expected=numbers(meeting.id).taken,
        arrived=attendance(meeting.id, part.number).arrived,
        present=present(meeting.id, part.number) if meeting.tracks_exit else None,
        parts=planned,
        part=part,
        auto=parts.at(planned, clock.now()),
        doing={"part": chosen or "", "way": request.args.get("way", Way.IN.value)},
        ways=Way.choices(),
        forms={name: forms.get(name) or blank_form() for name in ("scanning", "walking", "family", "choosing")},
    )


def _link_page(token: str, form: Form, status: int = 200) -> ResponseReturnValue:
    found = helper_links.link_and_code(token)
    alive = found is not None and helper_links.lets_in(found[0])
    page = render_template("attendance/link.html", link=token, form=form, alive=alive, dead=DEAD)
    return make_response(page, status if alive else 404)
