"""报名: a resident signs up, answers, finds the personal code again, without account, script or cookie."""

from collections.abc import Sequence

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid, NotFound, TooMany
from yiguan.leads import form_receipts
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import public_meeting
from yiguan.meetings.states import Attendance
from yiguan.people import device_cookie, joining, residents, vault
from yiguan.people.models import Person
from yiguan.people.states import Channel, PersonKind
from yiguan.registrations import passes, queries, rules, signing_up
from yiguan.registrations.acts import OWN
from yiguan.registrations.models import Registration
from yiguan.registrations.schemas import AnswerIn, SignUpIn
from yiguan.registrations.states import RegistrationState
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.limits import Failures, Quota, network
from yiguan.web.surfaces import Pages
from yiguan.workflow.perform import perform
from yiguan.workflow.sections import came

pages = Pages("registrations", "phone", "/meetings")
failures = Failures(40, "own-code")
BY_PHONE = Quota(8, "sign-up by phone", minutes=60)
BY_ADDRESS = Quota(24, "sign-up by address", minutes=60)
CROWD = "从这里报这场会的人太多了，一时分不清，这次没有报上。请打协商站的电话报名，或者过一个小时再来。"
ANSWERED = {act.slug: act for act in OWN}
ANSWERS = ",".join(f'"{slug}"' for slug in ANSWERED)
UNKNOWN = "这个签到码认不出来，可能没有输全。请重新打开邀请里的页面，或打协商站的电话。"
REVOKED = "这个签到码已经作废，换了新的。请打协商站的电话要新的码。"


@pages.get("/<code>/registration")
def show(code: str) -> ResponseReturnValue:
    meeting = public_meeting(code)
    token = device_cookie.device_token()
    page = make_response(_page(meeting, blank_form({"receipt": form_receipts.issue(_scope(meeting), token)})))
    return device_cookie.set_device(page, token)


@pages.post("/<code>/registration")
def sign_up(code: str) -> ResponseReturnValue:
    """Redirects to the page of the personal code, which needs no cookie."""
    form, meeting = read_form(SignUpIn), public_meeting(code)
    known = form_receipts.read(form.value("receipt"))
    if known is None or not known.is_good(_scope(meeting), device_cookie.sent()):
        form.refuse("name", form_receipts.STALE)
    if form.ok:
        _refuse_crowd(meeting)
    person = _who(form, known) if form.ok and known else None
    if person is None:
        nonce = known.nonce if known else ""
        receipt = form_receipts.issue(_scope(meeting), device_cookie.device_token(), nonce)
        form.refuse("name", "请留个称呼，再点“报名”。")
        return _page(meeting, Form({**form.typed, "receipt": receipt}, form.errors)), 422
    return _to_pass(signing_up.sign_up(residents.as_actor(person), meeting, person))


def _refuse_crowd(meeting: Meeting) -> None:
    """Nobody takes all seats of a meeting. Raises TooMany."""
    token, address = device_cookie.sent(), network(request.remote_addr or "")
    by_phone = not residents.is_known(token) or BY_PHONE.take(f"{meeting.id} {token}")
    if not by_phone or not (residents.was_here_before(token) or BY_ADDRESS.take(f"{meeting.id} {address}")):
        raise TooMany(CROWD, retry_after_s=3600)


@pages.post(f"/<code>/registration/<any({ANSWERS}):action>")
def answer(code: str, action: str) -> ResponseReturnValue:
    """The secret personal code in the form says who answers, and protects the form against forgery."""
    form, registration = read_form(AnswerIn), _found(code)
    if not form.ok:
        return _page(registration.meeting, form, [registration]), 422
    person = registration.person
    try:
        perform(ANSWERED[action], registration, by=residents.as_actor(person), words=form.data["words"])
    except Invalid as refusal:
        return _page(registration.meeting, form.take(refusal), [registration]), 422
    if action == "accept" and person.kind is PersonKind.RESIDENT:
        residents.consent(person.id, Channel.QR)
    return _to_pass(registration)


def _found(code: str) -> Registration:
    """The registration of the form's personal code, at this meeting. Wrong codes are limited by address."""
    address = request.remote_addr or ""
    if failures.is_over(address):
        raise TooMany("从这里试了太多次，请等一分钟再点。什么都没有丢。")
    found = passes.find(request.form.get("personal", ""), settings())
    if found is None or found.registration.meeting.code != code.upper():
        failures.add(address)
        raise NotFound(UNKNOWN)
    if found.revoked:
        raise NotFound(REVOKED)
    return found.registration


def _who(form: Form, receipt: form_receipts.FormReceipt) -> Person | None:
    """A known person of this phone, or the typed name; without cookies, the form's nonce stands for the phone."""
    token = device_cookie.sent()
    if form.data["person"]:
        here = residents.persons_on(token) if token else []
        return next((person for person in here if str(person.id) == form.data["person"]), None)
    return residents.resident_on(token or receipt.nonce, form.data["name"], phone=form.data["phone"])


def _page(meeting: Meeting, form: Form, shown: Sequence[Registration] | None = None) -> str:
    here = residents.persons_on(device_cookie.sent()) if device_cookie.sent() else []
    if shown is None:
        shown = queries.of_persons(meeting.id, [person.id for person in here])
    listed = {line.person_id for line in shown if line.state is not RegistrationState.WITHDRAWN}
    now, arrived = queries.numbers(meeting.id), came(meeting.id, joining.records_on(device_cookie.sent()))
    return render_template(
        "registrations/registration.html",
        meeting=meeting,
        unit=meeting.unit,
        form=form,
        passes=[passes.pass_of(line, settings()) for line in shown if line.person_id in listed],
        persons=[(person.id, vault.name_of(person)) for person in here if person.id not in listed | arrived],
        arrived=arrived,
        several=len(parts.of(meeting)) > 1,
        free=meeting.capacity - now.taken if not now.waiting else 0,
        waiting=now.waiting,
        taking=rules.is_taking(meeting),
        open_to_all=meeting.attendance is Attendance.OPEN,
        who="who" in request.args or not form.errors.keys().isdisjoint(("name", "phone")),
    )


def _to_pass(registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("attendance_phone.personal", code=passes.code_of(registration, settings())), 303)


def _scope(meeting: Meeting) -> str:
    """The scope of the form's receipt: one meeting, so that it is not valid for reporting a matter."""
    return f"meeting {meeting.code}"
