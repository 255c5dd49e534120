"""我要反映: one page with three questions, and the slip that comes back."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_pictures
from yiguan.attachments.pictures import MAX_BYTES, Picture
from yiguan.base import clock, qr
from yiguan.base.errors import NotFound
from yiguan.leads import form_receipts, queries, reporting, strangers
from yiguan.leads.models import Lead
from yiguan.leads.schemas import ReportIn
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import fields, get_unit
from yiguan.people import device_cookie, residents, vault
from yiguan.people.queries import is_heard
from yiguan.people.states import PublicName
from yiguan.settings import settings
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.sizes import takes_files
from yiguan.web.surfaces import Pages

pages = Pages("leads", "phone")
PHOTOS = ("photo_1", "photo_2", "photo_3")


@pages.get("/units/<unit_code>/leads/new")
def new(unit_code: str) -> ResponseReturnValue:
    unit = _open_unit(unit_code)
    token = device_cookie.device_token()
    here_before = residents.persons_on(token) if device_cookie.sent() else []
    known = {"name": vault.name_of(here_before[0])} if here_before else {}
    start = {"receipt": form_receipts.issue(unit.code, token), "public_name": str(PublicName.SURNAME), **known}
    return device_cookie.set_device(make_response(_form_page(unit, blank_form(start))), token)


@pages.post("/units/<unit_code>/leads/new")
@takes_files(len(PHOTOS) * MAX_BYTES)
def submit(unit_code: str) -> ResponseReturnValue:
    """Works without cookies: then the answer is the slip itself. Photos are drawn only for a form that is stored."""
    form = read_form(ReportIn)
    known = form_receipts.read(form.value("receipt"))
    keys = known.one_time_keys(*(form.value(name) for name in ("text", "place", "name"))) if known else []
    with reading():
        code = _open_unit(unit_code).code
        new = known is None or queries.by_nonce(keys) is None
        held = new and form.ok and strangers.are_too_many()
    if new and (known is None or not known.is_good(code, device_cookie.sent())):
        form.refuse("report", form_receipts.STALE)
    photos = read_pictures(form, PHOTOS) if new else []
    unit = _open_unit(unit_code)
    if known is None or (new and not form.ok):
        return _again(unit, form, known.nonce if known else ""), form.status
    form.data["held"] = held
    sent = queries.by_nonce(keys) or _store(unit, form, photos, keys[0], device_cookie.sent() or known.nonce)
    return redirect(url_for(".done", receipt=sent.receipt), 303) if device_cookie.sent() else _slip(sent)


def _store(unit: Unit, form: Form, photos: list[Picture], key: str, device: str) -> Lead:
    name, phone = form.data.pop("name"), form.data.pop("phone")
    person = residents.resident_on(device, name, phone=phone)
    lead = reporting.submit(person, unit, nonce=key, **form.data)
    reporting.add_photos(lead, photos, settings().uploads)
    return lead


@pages.get("/leads/<receipt>/done")
def done(receipt: str) -> ResponseReturnValue:
    """The slip, on the phone it was sent from; anybody else is asked for the four digits."""
    lead = queries.get_by_receipt(receipt)
    if lead is None or not device_cookie.sent() or not queries.is_from_phone(lead, device_cookie.sent()):
        return redirect(url_for("progress_phone.show", receipt=receipt))
    return _slip(lead)


def _open_unit(code: str) -> Unit:
    unit = get_unit(code)
    if not unit.takes_leads:
        raise NotFound("这里现在不收线索。请从首页选一个协商站。")
    if not is_heard(unit):
        raise NotFound(reporting.NOT_YET)
    return unit


def _again(unit: Unit, form: Form, nonce: str) -> str:
    receipt = form_receipts.issue(unit.code, device_cookie.device_token(), nonce)
    return _form_page(unit, Form({**form.typed, "receipt": receipt}, form.errors))


def _form_page(unit: Unit, form: Form) -> str:
    lost = any(file.filename for file in request.files.values())
    choices, kinds = PublicName.choices(), [(known.code, known.label) for known in fields()]
    return render_template("leads/new.html", unit=unit, form=form, fields=kinds, names=choices, photos_lost=lost)


def _slip(lead: Lead) -> str:
    return render_template(
        "leads/done.html",
        lead=lead,
        unit=lead.unit,
        sent_on=f"{clock.local(lead.at):%Y.%m.%d %H:%M}",
        pick_code=queries.pick_code_of(lead),
        has_phone=queries.proposer_of(lead).phone is not None,
        code=qr.draw(f"{settings().base_url}/leads/{lead.receipt}"),
    )
