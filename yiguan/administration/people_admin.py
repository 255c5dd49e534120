"""人员: who holds which role where; kept by the office, and by the system administrator until the office works."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.administration import people_list, rules, staffing
from yiguan.administration.schemas import (
    AffiliationIn,
    AppointmentIn,
    EndIn,
    HandOverIn,
    NewcomerIn,
    PeopleIn,
    PersonIn,
)
from yiguan.base import clock
from yiguan.base.errors import NotFound, require
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_unit, units_of
from yiguan.organisation.states import UnitKind
from yiguan.people import affiliations, namesakes, vault
from yiguan.people.models import Appointment, Person
from yiguan.people.privacy.masks import mask_phone
from yiguan.people.states import MEMBERS, PersonKind, Role
from yiguan.web.forms import Form, blank_form, read_form, read_search
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.todos import open_at

pages = Pages("administration_people", "admin", url_prefix="/desk/people")


@pages.get("")
def index() -> str:
    _require()
    form = read_search(PeopleIn)
    page = paginate(people_list.people(**form.data if form.ok else {}))
    return render_template(
        "administration/people.html",
        form=form,
        page=page,
        rows=people_list.told(page.items),
        units=_units(),
        show=form.data.get("show") or "current" if form.ok else "current",
    )


@pages.get("/new")
def new() -> str:
    _require()
    return _new_page(blank_form({"starts_on": clock.today(), "unit": request.args.get("unit")}))


@pages.post("/new")
def add() -> ResponseReturnValue:
    """A person of this name and telephone who is known already only gets the appointment."""
    _require()
    form = read_form(NewcomerIn)
    with form.taking():
        if form.ok:
            data = dict(form.data)
            name, phone, another = data.pop("name"), data.pop("phone"), data.pop("another")
            known = namesakes.meant(name, phone, namesakes.known(), another=another)
            unit = _unit(form, data.pop("unit"))
            if unit is not None:
                person = known or staffing.add_person(actor(), name, phone, data["role"])
                staffing.appoint(actor(), person, unit, **data)
                flash(f"{name}任职了。还没有账号的，请系统管理员在“账号”里开。")
                return redirect(url_for(".show", person_id=person.id))
    return _new_page(form), 422


@pages.get("/<int:person_id>")
def show(person_id: int) -> str:
    _require()
    return _page(people_list.get_person(person_id), blank_form({"starts_on": clock.today()}))


@pages.post("/<int:person_id>/correct")
def correct(person_id: int) -> ResponseReturnValue:
    _require()
    person, form = people_list.get_person(person_id), read_form(PersonIn)
    with form.taking():
        if form.ok:
            staffing.correct_person(actor(), person, **form.data)
            flash("改好了。")
            return redirect(url_for(".show", person_id=person.id))
    return _page(person, form, opened="correct"), 422


@pages.post("/<int:person_id>/affiliate")
def affiliate(person_id: int) -> ResponseReturnValue:
    require(rules.can_affiliate(actor()), "界别由区政协办公室管，您的账号不办这件事。")
    person, form = people_list.get_person(person_id), read_form(AffiliationIn)
    with form.taking():
        if form.ok:
            facts = {"kind": form.data["kind"], "name": form.data["affiliation"], "starts_on": form.data["since"]}
            affiliations.enter(actor(), person, **facts)
            flash("记下了。以前的签到、人数都不变。")
            return redirect(url_for(".show", person_id=person.id))
    return _page(person, form, opened="affiliate"), 422


@pages.post("/<int:person_id>/appoint")
def appoint(person_id: int) -> ResponseReturnValue:
    _require()
    person, form = people_list.get_person(person_id), read_form(AppointmentIn)
    with form.taking():
        if form.ok and (unit := _unit(form, form.data.pop("unit"))):
            staffing.appoint(actor(), person, unit, **form.data)
            flash("任职了，从开始那天起就能用。")
            return redirect(url_for(".show", person_id=person.id))
    return _page(person, form, opened="appoint"), 422


@pages.get("/<int:person_id>/appointments/<int:appointment_id>")
def appointment(person_id: int, appointment_id: int) -> str:
    """What is open where the appointment is held, and the two ways to end it."""
    _require()
    return _appointment_page(people_list.get_appointment(person_id, appointment_id), blank_form())


@pages.post("/<int:person_id>/appointments/<int:appointment_id>/end")
def end(person_id: int, appointment_id: int) -> ResponseReturnValue:
    _require()
    found, form = people_list.get_appointment(person_id, appointment_id), read_form(EndIn)
    with form.taking():
        if form.ok:
            staffing.end(actor(), found, on=form.data["ends_on"])
            flash(f"到{clock.day(form.data['ends_on'])}为止。从前办的事都留着。")
            return redirect(url_for(".show", person_id=person_id))
    return _appointment_page(found, form), 422


@pages.post("/<int:person_id>/appointments/<int:appointment_id>/hand-over")
def hand_over(person_id: int, appointment_id: int) -> ResponseReturnValue:
    _require()
    found, form = people_list.get_appointment(person_id, appointment_id), read_form(HandOverIn)
    with form.taking():
        if form.ok:
            name, phone = form.data["name"], form.data["phone"]
            known = namesakes.meant(name, phone, namesakes.known())
            successor = known or staffing.add_person(actor(), name, phone, found.role)
            staffing.hand_over(actor(), found, successor, on=form.data["ends_on"])
            flash(f"交接好了，{name}第二天起接手，清单已经发到通知里。还没有账号的，请系统管理员开。")
            return redirect(url_for(".show", person_id=successor.id))
    return _appointment_page(found, form), 422


def _require() -> None:
    require(rules.can_appoint(actor()), staffing.NOT_YOURS)


def _unit(form: Form, code: str) -> Unit | None:
    try:
        return get_unit(code)
    except NotFound:
        form.refuse("unit", "没有这个单位，请从清单里选。")
        return None


def _units() -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in units_of(*UnitKind)]


def _new_page(form: Form) -> str:
    return render_template("administration/person_form.html", form=form, units=_units(), roles=Role.choices())


def _is_member(person: Person, held: Sequence[Appointment]) -> bool:
    return person.kind is PersonKind.MEMBER or any(one.role in MEMBERS for one in held)


def _page(person: Person, form: Form, *, opened: str = "") -> str:
    held, belongs = people_list.appointments_of(person.id), affiliations.history_of(person.id)
    return render_template(
        "administration/person.html",
        who=person,
        name=vault.name_of(person),
        phone=mask_phone(vault.phone_of(person)) if person.phone else "",
        is_own=person.id == actor().id,
        belongs=belongs if rules.can_affiliate(actor()) and (belongs or _is_member(person, held)) else None,
        belonging_kinds=[(str(kind), kind.label) for kind in affiliations.kinds()],
        appointments=held,
        account=people_list.account_of(person.id),
        form=form,
        named=blank_form({"name": vault.name_of(person)}),
        opened=opened,
        units=_units(),
        roles=Role.choices(),
        today=clock.today(),
    )


def _appointment_page(found: Appointment, form: Form) -> str:
    person = people_list.get_person(found.person_id)
    left = [(tile.label, count, tile.url) for count, tile in open_at(found.unit.path)]
    shown = {"found": found, "who": person, "name": vault.name_of(person), "left": left}
    return render_template("administration/appointment.html", form=form, **shown)
