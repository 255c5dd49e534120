import re
import unicodedata
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.checkin import gate, queries, receipts, service
from yiguan.checkin.schemas import NumberIn, TapIn
from yiguan.checkin.states import LETS_IN, Result
from yiguan.kernel import clock
from yiguan.kernel.errors import TooMany
from yiguan.kernel.forms import Form, blank_form, read_form
from yiguan.kernel.limits import Failures
from yiguan.kernel.text import mask_name
from yiguan.kernel.web import Pages, settings
from yiguan.meetings import agenda
from yiguan.meetings.queries import agenda_of, topics_of
from yiguan.organisation.queries import get_unit
from yiguan.people.residents import cookie_name, device_id_of, device_token, set_device
from yiguan.registrations import passes
from yiguan.registrations.models import Registration

pages = Pages("checkin", "phone")
failures = Failures(40)


@pages.get("/C/<code>")
def scan(code: str) -> ResponseReturnValue:
    """What a scan opens. It changes nothing; the cookie and the receipt name the same phone."""
    token = device_token(settings())
    device = device_id_of(token)
    seen = service.look(code, device, settings())
    if seen.scene is None:
        return _unknown()
    if seen.result not in LETS_IN:
        return _refused(seen.result, seen.scene)
    receipt = receipts.issue(settings().keys.code, seen.scene.id, device, seen.source, clock.now())
    page = make_response(_form(code, seen.scene, blank_form({"receipt": receipt})))
    return set_device(page, token, settings())


@pages.post("/C/<code>")
def check_in(code: str) -> ResponseReturnValue:
    """The one tap. Its answer is a page of its own, so that going back or reloading sends nothing again."""
    form, token = read_form(TapIn), request.cookies.get(cookie_name(settings()), "")
    receipt = receipts.read(settings().keys.code, form.value("receipt"))
    if receipt is None:
        return _unknown()
    if not form.ok:
        return _mend(code, receipt, form)
    person = form.data["person"]
    person_id = int(person) if person.isascii() and person.isdigit() else None
    visit = service.Visit(receipt, token, person_id, form.data["name"], form.data["phone"])
    outcome = service.check_in(visit, settings())
    if outcome.result is Result.NEEDS_INFO:
        form.refuse("name", Result.NEEDS_INFO.label)
        return _mend(code, receipt, form)
    if outcome.check_in_id is None:
        return render_template("checkin/refused.html", result=outcome.result), 409
    if token:
        return Response(status=303, headers={"Location": f"/check-ins/{outcome.check_in_id}"})
    return _done(outcome.check_in_id, None)


@pages.get("/P/<code>")
def personal(code: str) -> ResponseReturnValue:
    """Somebody's own page of one meeting, behind the personal code: to show at the desk, to check in, to answer."""
    found = passes.find(code, settings())
    if found is None:
        return _unknown()
    if found.revoked:
        return render_template("checkin/refused.html", result=Result.REVOKED_CODE), 404
    token = device_token(settings())
    return set_device(make_response(_personal(found.registration, device_id_of(token))), token, settings())


@pages.post("/P/<code>")
def check_in_personally(code: str) -> ResponseReturnValue:
    form, token = read_form(TapIn), request.cookies.get(cookie_name(settings()), "")
    receipt, found = receipts.read(settings().keys.code, form.value("receipt")), passes.find(code, settings())
    if receipt is None or found is None or found.revoked or receipt.meeting_id != found.registration.meeting_id:
        return _unknown()
    outcome = service.check_in_personally(found.registration, receipt, token, settings())
    if outcome.check_in_id is None:
        return render_template("checkin/refused.html", result=outcome.result), 409
    if token:
        return Response(status=303, headers={"Location": f"/check-ins/{outcome.check_in_id}"})
    return _done(outcome.check_in_id, None)


@pages.get("/check-ins/<int:check_in_id>")
def done(check_in_id: int) -> ResponseReturnValue:
    """What became of a tap, on the phone that made it."""
    token = request.cookies.get(cookie_name(settings()), "")
    return _done(check_in_id, device_id_of(token) if token else -1)


@pages.post("/units/<unit_code>/number")
def number(unit_code: str) -> ResponseReturnValue:
    """The number on the screen, typed at the station's page; wrong ones are counted by address."""
    unit, form, address = get_unit(unit_code), read_form(NumberIn), request.remote_addr or ""
    if failures.is_over(address):
        raise TooMany("数字试得太多了。请等一分钟再输，或者直接扫屏幕上的码。")
    typed = re.sub(r"\s|-", "", unicodedata.normalize("NFKC", form.value("number")))
    if found := service.find_by_number(unit.code, typed, settings()):
        return redirect(url_for(".scan", code=found), 303)
    failures.add(address)
    return render_template("checkin/number.html", unit=unit, form=form), 422


def _form(code: str, scene: queries.Scene, form: Form) -> str:
    newcomer = "who" in request.args or not scene.persons or bool(form.errors)
    unit = {"name": scene.unit_name, "phone": scene.unit_phone}
    return render_template("checkin/scan.html", code=code, meeting=scene, unit=unit, form=form, newcomer=newcomer)


def _personal(line: Registration, device: int) -> str:
    meeting, own = line.meeting, line.person.device_id in (None, device)
    answer = gate.door(meeting.state, meeting.starts_at, meeting.ends_at, settings()).answer(clock.now())
    if answer in LETS_IN:
        answer = gate.admit(answer, meeting.needs_list, line.state)
    receipt = receipts.issue(settings().keys.code, meeting.id, device, "personal", clock.now())
    shown = passes.pass_of(line, settings())
    return render_template(
        "checkin/personal.html",
        meeting=meeting,
        unit=meeting.unit,
        line=shown,
        name=shown.name if own else mask_name(shown.name),
        own=own,
        result=answer,
        lets_in=answer in LETS_IN,
        first=queries.first_of(meeting.id, 1, line.person_id),
        receipt=receipt,
        form=blank_form(),
    )


def _mend(code: str, receipt: receipts.Receipt, form: Form) -> ResponseReturnValue:
    """The form again, with what was typed and the same receipt: a typing error costs no new scan."""
    scene = queries.scan(queries.code_of(receipt.meeting_id), receipt.device)
    if scene is None:
        return _unknown()
    return _form(code, scene, form), 422


def _unknown() -> ResponseReturnValue:
    address = request.remote_addr or ""
    failures.add(address)
    if failures.is_over(address):
        raise TooMany(Result.RATE_LIMITED.label)
    return render_template("checkin/refused.html", result=Result.UNKNOWN_CODE), 404


def _refused(result: Result, scene: queries.Scene) -> str:
    hours = gate.door(scene.state, scene.starts_at, scene.ends_at, settings())
    unit = {"name": scene.unit_name, "phone": scene.unit_phone}
    return render_template("checkin/refused.html", result=result, meeting=scene, unit=unit, hours=hours)


def _done(check_in_id: int, device: int | None) -> str:
    seen = queries.shown(check_in_id, device)
    row, meeting = seen.row, seen.meeting
    facts: dict[str, Any] = {"result": row.result, "meeting": meeting, "unit": meeting.unit, "name": seen.name}
    first = queries.first_of(meeting.id, row.part, row.person_id) if row.person_id else None
    if first is None or (row.result not in LETS_IN and row.result is not Result.ALREADY):
        facts["result"] = Result.UNDONE if row.result in LETS_IN else row.result
        hours = gate.door(meeting.state, meeting.starts_at, meeting.ends_at, settings())
        return render_template("checkin/refused.html", hours=hours, **facts)
    slots = agenda.slots(meeting, agenda_of(meeting))
    place = queries.place_in_hall(meeting.id, first.id)
    stamp = f"{clock.local(first.at):%Y.%m.%d %H:%M}"
    facts |= {"first": first, "stamp": stamp, "place": place, "slots": slots, "topics": topics_of(meeting)}
    return render_template("checkin/done.html", **facts)
