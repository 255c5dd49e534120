"""The station's inbox, one lead with its acts, and the desk entry for residents without a phone."""

from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import qr
from yiguan.base.errors import Invalid, NotFound
from yiguan.leads import queries, rules, service
from yiguan.leads.acts import ACTS, LEAD_WORDS, REVEAL, Act
from yiguan.leads.models import Lead
from yiguan.leads.schemas import BY_STAFF, EnteredIn
from yiguan.leads.states import OPEN, LeadState, NoteKind
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import fields, get_unit, own_unit, reasons, units_of, units_within
from yiguan.organisation.states import ReasonKind, UnitKind
from yiguan.people import vault
from yiguan.people.history import history_of
from yiguan.people.privacy import masks
from yiguan.people.queries import names_of
from yiguan.people.states import PublicName
from yiguan.settings import settings
from yiguan.store import files
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor, match_version

pages = Pages("leads", "bench", url_prefix="/bench/leads")
SHOWN: dict[str, tuple[LeadState, ...]] = {"": OPEN, **{str(state): (state,) for state in LeadState}}
LISTS = {"transfer": ReasonKind.LEAD_TRANSFER, "decline": ReasonKind.LEAD_DECLINE}


@pages.get("")
def inbox() -> str:
    asked = request.args.get("state", "")
    states, totals = SHOWN.get(asked, OPEN), queries.counts(actor())
    wanted = [("", "等着处理"), *((str(s), s.label) for s in LeadState if s is not LeadState.SUBMITTED)]
    options = [
        (label, url_for(".inbox", state=value or None), value == asked, sum(totals.get(s, 0) for s in SHOWN[value]))
        for value, label in wanted
    ]
    late = asked == "overdue"
    options.insert(1, ("已超期", url_for(".inbox", state="overdue"), late, queries.count_overdue(actor())))
    query = queries.overdue(actor()) if late else queries.inbox(actor(), *states)
    return render_template("leads/inbox.html", page=paginate(query), options=options)


@pages.get("/<int:lead_id>")
def show(lead_id: int) -> str:
    return _page(queries.get_lead(actor(), lead_id))


@pages.get("/<int:lead_id>/<any(ask,move,transfer,decline,answer,recheck,note,withdraw):act>")
def prepare(lead_id: int, act: str) -> str:
    """The lead with the form of one act open."""
    return _page(queries.get_lead(actor(), lead_id), act, blank_form())


@pages.post("/<int:lead_id>/<any(ask,move,transfer,decline,answer,recheck,note,withdraw):act>")
def perform(lead_id: int, act: str) -> ResponseReturnValue:
    lead = queries.get_lead(actor(), lead_id)
    match_version(lead)
    form = read_form(ACTS[act].schema)
    if not form.ok:
        return _page(lead, act, form), 422
    if "unit" in form.data:
        form.data["unit"] = get_unit(form.data["unit"])
    try:
        ACTS[act].do(actor(), lead, **form.data)
    except Invalid as refusal:
        return _page(lead, act, form.take(refusal)), 422
    flash(ACTS[act].said)
    return redirect(url_for(".inbox") if act == "move" else url_for(".show", lead_id=lead_id))


@pages.post("/<int:lead_id>/contact")
def reveal(lead_id: int) -> ResponseReturnValue:
    """Shown on this answer only, never stored in an address or a cookie."""
    lead = queries.get_lead(actor(), lead_id)
    form = read_form(REVEAL.schema)
    if not form.ok:
        return _page(lead, "contact", form), 422
    name, phone = service.reveal(actor(), lead, **form.data)
    return _page(lead, contact=(name, phone))


@pages.get("/<int:lead_id>/photos/<int:position>")
def photo(lead_id: int, position: int) -> ResponseReturnValue:
    lead = queries.get_lead(actor(), lead_id)
    for found in queries.photos_of(lead):
        if found.position == position:
            path = files.path_of(settings().uploads, found.attachment.name)
            return send_file(path, mimetype=found.attachment.media_type)
    raise NotFound("没有这张照片。")


@pages.get("/new")
def new() -> str:
    unit = request.args.get("unit") or own_unit(actor(), _takers())
    return _entry_page(blank_form({"public_name": "surname", "channel": "visit", "unit": unit}))


@pages.post("/new")
def enter() -> ResponseReturnValue:
    form = read_form(EnteredIn)
    if not form.ok:
        return _entry_page(form), 422
    unit = get_unit(form.data.pop("unit"))
    asked = {key: value for key, value in form.data.items() if key not in ("consent", "read_back")}
    lead = service.enter(actor(), unit, **asked)
    flash("已登记。请把回执打印出来交给本人。")
    return redirect(url_for(".slip", lead_id=lead.id))


@pages.get("/<int:lead_id>/slip")
def slip(lead_id: int) -> str:
    """The paper for a resident who came, called or wrote; who sent it from a phone has it there."""
    lead = queries.get_lead(actor(), lead_id)
    if lead.entered_by is None:
        raise NotFound("这条线索是居民自己用手机提交的，回执在他的手机上。")
    code, back = qr.draw(f"{settings().base_url}/leads/{lead.receipt}"), url_for(".show", lead_id=lead.id)
    return render_template("leads/slip.html", lead=lead, pick_code=queries.pick_code_of(lead), code=code, back=back)


def _entry_page(form: Form) -> str:
    return render_template(
        "leads/entry.html",
        form=form,
        units=[(unit.code, unit.name) for unit in _takers()],
        channels=[(str(channel), channel.label) for channel in BY_STAFF],
        fields=[(known.code, known.label) for known in fields()],
        names=PublicName.choices(),
    )


def _takers() -> list[Unit]:
    return [unit for unit in units_within(actor(), *rules.TRIAGE) if unit.takes_leads]


def _page(lead: Lead, act: str = "", form: Form | None = None, contact: tuple[str, str] | None = None) -> str:
    person = queries.proposer_of(lead)
    found: dict[str, Act] = {name: ACTS[name] for name in rules.open_acts(actor(), lead) if name in ACTS}
    return render_template(
        "leads/show.html",
        lead=lead,
        photos=queries.photos_of(lead),
        notes=queries.notes_of(lead, *NoteKind),
        steps=history_of(lead, LEAD_WORDS),
        name=masks.mask_name(vault.name_of(person)),
        phone=masks.mask_phone(vault.phone_of(person)) if person.phone else "",
        contact=contact,
        acts=found,
        can_accept="accept" in rules.open_acts(actor(), lead),
        typist=names_of([lead.entered_by]).get(lead.entered_by or 0, ""),
        field=next((known.label for known in fields() if known.code == lead.field), ""),
        act=act,
        form=form or blank_form(),
        **_choices(act, lead),
    )


def _choices(act: str, lead: Lead) -> dict[str, Any]:
    """What the open form offers."""
    if act == "move":
        places = units_of(UnitKind.STATION, UnitKind.WORKROOM, UnitKind.GROUP)
        return {"units": [(unit.code, unit.name) for unit in places if _other(unit, lead)]}
    listed = reasons(LISTS[act]) if act in LISTS else ()
    return {"reasons": listed, "reason_choices": [(reason.code, reason.label) for reason in listed]}


def _other(unit: Unit, lead: Lead) -> bool:
    return unit.takes_leads and unit.id != lead.unit_id
