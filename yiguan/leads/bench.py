"""The station's inbox, one lead with its acts, and the desk entry for residents without a phone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.serving import show_picture
from yiguan.base import clock, qr
from yiguan.base.act import Act, Happened
from yiguan.base.errors import NotFound, require
from yiguan.leads import acts, queries, reporting, rules
from yiguan.leads.models import Lead
from yiguan.leads.schemas import BY_STAFF, EnteredIn
from yiguan.leads.states import OPEN, LeadState, NoteKind
from yiguan.organisation.queries import field_label, fields, get_unit, own_unit, units_within
from yiguan.people import vault
from yiguan.people.privacy import masks
from yiguan.people.queries import names_of
from yiguan.people.states import PublicName
from yiguan.search.queries import matches
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages, form_of
from yiguan.workflow.perform import perform, require_open

pages = Pages("leads", "bench", url_prefix="/bench/leads")
SHOWN: dict[str, tuple[LeadState, ...]] = {"": OPEN, **{str(state): (state,) for state in LeadState}}


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
    sought = looked_for()
    query = queries.overdue(actor()) if late else queries.inbox(actor(), *(LeadState if sought else states))
    page = paginate(query.where(matches(Lead, sought)))
    return render_template("leads/inbox.html", page=page, options=options, sought=sought)


@pages.get("/<int:lead_id>")
def show(lead_id: int) -> str:
    return _page(queries.get_lead(actor(), lead_id))


@pages.post("/<int:lead_id>/contact")
def reveal(lead_id: int) -> ResponseReturnValue:
    """Shown on this answer only, never stored in an address or a cookie."""
    lead = queries.get_lead(actor(), lead_id)
    require_open(acts.REVEAL, lead, actor())
    form = read_form(acts.REVEAL.takes)
    if not form.ok:
        return _page(lead, acts.REVEAL, form), 422
    return _page(lead, contact=perform(acts.REVEAL, lead, by=actor(), **form.data).found)


@pages.get("/<int:lead_id>/photos/<int:position>")
def photo(lead_id: int, position: int) -> ResponseReturnValue:
    lead = queries.get_lead(actor(), lead_id)
    for found in queries.photos_of(lead):
        if found.position == position:
            return show_picture(found.attachment)
    raise NotFound("没有这张照片。")


@pages.get("/new")
def new() -> str:
    unit = request.args.get("unit") or own_unit(actor(), units_within(actor(), *rules.TRIAGE))
    return _entry_page(blank_form({"public_name": "surname", "channel": "visit", "unit": unit}))


@pages.post("/new")
def enter() -> ResponseReturnValue:
    require(rules.can_enter_somewhere(actor()))
    form = read_form(EnteredIn)
    if not form.ok:
        return _entry_page(form), 422
    unit = get_unit(form.data.pop("unit"))
    asked = {key: value for key, value in form.data.items() if key not in ("consent", "read_back")}
    lead = reporting.enter(actor(), unit, **asked)
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
        units=[(unit.code, unit.name) for unit in units_within(actor(), *rules.TRIAGE)],
        channels=[(str(channel), channel.label) for channel in BY_STAFF],
        fields=[(known.code, known.label) for known in fields()],
        names=PublicName.choices(),
    )


def _page(lead: Lead, act: Act | None = None, form: Form | None = None, contact: tuple[str, str] | None = None) -> str:
    person, opened = queries.proposer_of(lead), None if act is acts.REVEAL else act
    return render_template(
        "leads/show.html",
        lead=lead,
        photos=queries.photos_of(lead),
        notes=queries.notes_of(lead, *NoteKind),
        steps=history_of(lead),
        name=masks.mask_name(vault.name_of(person)),
        phone=masks.mask_phone(vault.phone_of(person)) if person.phone else "",
        contact=contact,
        acts=open_to(actor(), lead),
        typist=names_of([lead.entered_by]).get(lead.entered_by or 0, ""),
        field=field_label(lead.field, clock.local(lead.at).date()),
        reveal_form=form if act is acts.REVEAL and form else blank_form(),
        **form_of(actor(), lead, opened, form or blank_form(), lead_id=lead.id),
    )


def _after(happened: Happened) -> str:
    """A lead that went to another station is out of sight here."""
    gone = happened.act is acts.MOVE
    return url_for(".inbox") if gone else url_for(".show", lead_id=happened.record.id)


act_pages(pages, "/<int:lead_id>", Lead, find=queries.get_lead, show=_page, leads_to=_after)
