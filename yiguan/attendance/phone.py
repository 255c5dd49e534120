import re

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attendance import faces, queries, receipts, scenes
from yiguan.attendance.doors import moving, personal_code, reading, spoken, tap
from yiguan.attendance.guesses import Guesses
from yiguan.attendance.hours import hours_of
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.schemas import NumberIn, TapIn
from yiguan.attendance.states import LETS_IN, Result, Way
from yiguan.base import clock
from yiguan.base.errors import TooMany
from yiguan.base.text import normal
from yiguan.meetings import parts
from yiguan.organisation.queries import get_unit
from yiguan.people import device_cookie
from yiguan.people.residents import device_id_of
from yiguan.registrations import passes
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.limits import Failures
from yiguan.web.surfaces import Pages

pages = Pages("attendance", "phone")
failures = Failures(40, "check-in")
guesses = Guesses()


@pages.get("/C/<code>")
def scan(code: str) -> ResponseReturnValue:
    """The page of a scanned code. It changes nothing; cookie and receipt name the same phone."""
    token = device_cookie.device_token()
    device = device_id_of(token)
    seen = reading.look(code, device, settings())
    if seen.scene is None:
        return _unknown()
    if seen.result not in LETS_IN:
        return _refused(seen)
    part = seen.part.number if seen.part else 1
    receipt = receipts.issue(settings().keys.code, seen.scene.id, device, seen.source, clock.now(), part)
    page = make_response(_form(code, seen.scene, part, blank_form({"receipt": receipt})))
    return device_cookie.set_device(page, token)


@pages.post("/C/<code>")
def check_in(code: str) -> ResponseReturnValue:
    """The tap. It redirects to a page of its own, so that going back or reloading sends nothing again."""
    form = read_form(TapIn)
    token = device_cookie.sent()
    receipt = receipts.read(settings().keys.ring("code"), form.value("receipt"))
    if receipt is None:
        return _unknown()
    if not form.ok:
        return _mend(code, receipt, form)
    person = form.data["person"]
    person_id = int(person) if person.isascii() and person.isdigit() else None
    visit = tap.Visit(receipt, token, person_id, form.data["name"], form.data["phone"], code[:80])
    outcome = tap.check_in(visit)
    if outcome.result is Result.NEEDS_INFO:
        form.refuse("name", Result.NEEDS_INFO.label)
        return _mend(code, receipt, form)
    return _answer(outcome, token)


@pages.get("/P/<code>")
def personal(code: str) -> ResponseReturnValue:
    """A person's own page of one meeting: to show its code at reception, to check in, to answer the invitation."""
    found = passes.find(code, settings())
    if found is None:
        return _unknown()
    if found.revoked:
        return render_template("attendance/refused.html", result=Result.REVOKED_CODE), 404
    token = device_cookie.device_token()
    facts = faces.personal(found, device_id_of(token), settings())
    page = make_response(render_template("attendance/personal.html", form=blank_form(), **facts))
    return device_cookie.set_device(page, token)


@pages.post("/P/<code>")
def check_in_personally(code: str) -> ResponseReturnValue:
    form = read_form(TapIn)
    token = device_cookie.sent()
    receipt = receipts.read(settings().keys.ring("code"), form.value("receipt"))
    found = passes.find(code, settings())
    if receipt is None or found is None or found.revoked or receipt.meeting_id != found.registration.meeting_id:
        return _unknown()
    return _answer(personal_code.check_in(found.registration, receipt, token), token)


@pages.get("/check-ins/<int:check_in_id>")
def done(check_in_id: int) -> ResponseReturnValue:
    """The result of a tap, on the phone that sent it."""
    token = device_cookie.sent()
    return _done(check_in_id, device_id_of(token) if token else -1)


@pages.post('/check-ins/<int:check_in_id>/<any(leave,"return"):step>')
def move(check_in_id: int, step: str) -> ResponseReturnValue:
    """“我先走了” and “我回来了”, on the phone that checked the person in; its cookie is the proof."""
    token = device_cookie.sent()
    form = blank_form(request.form)
    seen = queries.shown(check_in_id, device_id_of(token) if token else -1)
    way = Way.OUT if step == "leave" else Way.BACK
    first = queries.first_of(seen.meeting.id, seen.row.part, seen.row.person_id or 0)
    counted = queries.get_check_in(first.id) if first else seen.row
    moving.move(seen.meeting, counted, way, key=f"move-{check_in_id}-{form.once[:30]}")
    return _to_done(check_in_id)


@pages.post("/units/<unit_code>/number")
def number(unit_code: str) -> ResponseReturnValue:
    """The number on the screen, typed at the station's page; only wrong ones are counted."""
    unit = get_unit(unit_code)
    form = read_form(NumberIn)
    address = request.remote_addr or ""
    token = device_cookie.sent()
    guesses.refuse_too_many(token, address)
    typed = re.sub(r"\s|-", "", normal("NFKC", form.value("number")))
    if not re.fullmatch(r"[0-9]{6}", typed):
        form.refuse("number", "要填大屏上的 6 位数字。")
        return render_template("attendance/number.html", unit=unit, form=form), 422
    if found := spoken.find_code(unit.code, typed, settings()):
        return redirect(url_for(".scan", code=found), 303)
    guesses.add(token, address)
    return render_template("attendance/number.html", unit=unit, form=form), 422


def _answer(outcome: Outcome, token: str) -> ResponseReturnValue:
    """The result of a tap: on its own page, or at once for a phone without cookies."""
    if outcome.id is None:
        return render_template("attendance/refused.html", result=outcome.result), 409
    return _to_done(outcome.id) if token else _done(outcome.id, None)


def _to_done(check_in_id: int) -> Response:
    return Response(status=303, headers={"Location": url_for(".done", check_in_id=check_in_id)})


def _form(code: str, scene: scenes.Scene, part: int, form: Form) -> str:
    newcomer = "who" in request.args or not scene.persons or bool(form.errors)
    unit = {"name": scene.unit_name, "phone": scene.unit_phone}
    planned = parts.of(scene)
    facts = {"unit": unit, "meeting": scene, "part": parts.numbered(planned, part) or planned[0]}
    return render_template("attendance/scan.html", code=code, form=form, newcomer=newcomer, **facts)


def _mend(code: str, receipt: receipts.Receipt, form: Form) -> ResponseReturnValue:
    """The form again, with what was typed and the same receipt, so that a typing error needs no new scan."""
    scene = scenes.scan(queries.code_of(receipt.meeting_id), receipt.device)
    if scene is None:
        return _unknown()
    return _form(code, scene, receipt.part, form), 422


def _unknown() -> ResponseReturnValue:
    address = request.remote_addr or ""
    failures.add(address)
    if failures.is_over(address):
        raise TooMany(Result.RATE_LIMITED.label)
    return render_template("attendance/refused.html", result=Result.UNKNOWN_CODE), 404


def _refused(seen: reading.Look) -> str:
    scene = seen.scene
    part = seen.part
    if scene is None or part is None:
        return render_template("attendance/refused.html", result=seen.result)
    hours = hours_of(scene.state, part.starts_at, part.ends_at)
    unit = {"name": scene.unit_name, "phone": scene.unit_phone}
    facts = {"meeting": scene, "part": part, "unit": unit, "hours": hours}
    return render_template("attendance/refused.html", result=seen.result, **facts)


def _done(check_in_id: int, device: int | None) -> str:
    template, facts = faces.done(queries.shown(check_in_id, device))
    return render_template(template, form=blank_form(), **facts)
