"""单位: the tree of units, kept by the system administrator and the office (product.md §5.3)."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Conflict, Invalid, require
from yiguan.organisation import addresses, queries, rules, service
from yiguan.organisation.models import Unit
from yiguan.organisation.schemas import RetireIn, UnitEdit, UnitIn
from yiguan.organisation.states import UnitKind
from yiguan.people.queries import people_in_charge
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.workflow.todos import open_at

pages = Pages("administration_units", "admin", url_prefix="/desk/units")
NOT_YOURS = "单位由系统管理员和区政协办公室管，您的账号只能看。"
FACTS = ("name", "short_name", "phone", "hours", "address", "about", "version")


@pages.get("")
def index() -> str:
    """Every unit of the district with its kind, code, page and poster (ST-01)."""
    found = queries.units_of(*UnitKind)
    units = sorted(found, key=lambda unit: list(UnitKind).index(unit.kind))
    groups = [(kind, list(of_kind)) for kind, of_kind in groupby(units, lambda unit: unit.kind)]
    return render_template(
        "administration/units.html",
        groups=groups,
        total=len(units),
        unconfirmed=sum(unit.is_sample for unit in units),
        retired=queries.retired_units(),
        may_keep=rules.can_keep_units(actor()),
    )


@pages.get("/new")
def new() -> str:
    _require_keeper()
    return _form(blank_form({"kind": UnitKind.STATION, "parent": "TG"}))


@pages.post("/new")
def add() -> ResponseReturnValue:
    _require_keeper()
    form = read_form(UnitIn)
    with form.taking():
        if form.ok:
            unit = service.add_unit(actor(), **form.data)
            flash(f"{unit.name}已经加上，页面现在就能用。")
            return redirect(url_for(".show", unit=unit.code))
    return _form(form), 422


@pages.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Confirms the names of the units that were ticked, as they are."""
    _require_keeper()
    units = [queries.get_unit(code) for code in request.form.getlist("unit")]
    if not units:
        raise Invalid("一个单位也没有勾，什么都没有改动。请先勾上核对过的。")
    service.confirm_units(actor(), units)
    flash(f"{len(units)} 个单位核对好了。")
    return redirect(url_for(".index"))


@pages.get("/<unit>")
def show(unit: str) -> str:
    return _page(queries.get_unit(unit), blank_form())


@pages.get("/<unit>/correct")
def edit(unit: str) -> str:
    _require_keeper()
    found = queries.get_unit(unit)
    facts = {name: getattr(found, name) for name in FACTS}
    return _form(blank_form({**facts, "kind": found.kind, "parent": queries.parent_code(found)}), found)


@pages.post("/<unit>/correct")
def correct(unit: str) -> ResponseReturnValue:
    _require_keeper()
    found = queries.get_unit(unit)
    match_version(found)
    form = read_form(UnitEdit)
    with form.taking():
        if form.ok:
            _refuse_other_kind(found, form.data["kind"])
            service.correct_unit(actor(), found, **form.data)
            flash(f"{found.name}的资料改好了，居民现在看到的就是这些。")
            return redirect(url_for(".show", unit=found.code))
    return _form(form, found), 422


@pages.post("/<unit>/retire")
def retire(unit: str) -> ResponseReturnValue:
    _require_keeper()
    found, form = queries.get_unit(unit), read_form(RetireIn)
    if not form.ok:
        return _page(found, form), 422
    _refuse_open(found)
    service.retire_unit(actor(), found, note=form.data["note"])
    flash(f"{found.name}撤了，从今天起不再收新的事。以前的事和编号都还查得到。")
    return redirect(url_for(".show", unit=found.code))


@pages.post("/<unit>/reopen")
def reopen(unit: str) -> ResponseReturnValue:
    _require_keeper()
    found = queries.get_unit(unit)
    service.reopen_unit(actor(), found)
    flash(f"{found.name}恢复了。")
    return redirect(url_for(".show", unit=found.code))


def _require_keeper() -> None:
    require(rules.can_keep_units(actor()), NOT_YOURS)


def _refuse_open(unit: Unit) -> None:
    """Raises Conflict while anything is unfinished at the unit or below, and says what."""
    if left := open_at(unit.path):
        what = "、".join(f"{tile.label} {count} 件" for count, tile in left)
        raise Conflict(f"{unit.name}没有撤：还有{what}。请先办完，或转给别的站。", code="unit_in_use")


def _refuse_other_kind(unit: Unit, kind: UnitKind) -> None:
    """Matters of a station cannot be handled at a unit of another kind."""
    if kind is not unit.kind and open_at(unit.path):
        raise Invalid(fields={"kind": ["这里还有没办完的事，类别现在不能改。请先办完，或转给别的站。"]})


def _page(unit: Unit, form: Form) -> str:
    drawn = addresses.draw_poster(unit) if unit.has_poster else None
    return render_template(
        "administration/unit.html",
        unit=unit,
        code=drawn,
        in_charge=people_in_charge(unit),
        form=form,
        may_keep=rules.can_keep_units(actor()),
    )


def _form(form: Form, unit: Unit | None = None) -> str:
    above = [(one.code, one.name) for one in queries.units_of(*UnitKind) if unit is None or one.id != unit.id]
    return render_template(
        "administration/unit_form.html", form=form, kinds=UnitKind.choices(), parents=above, unit=unit
    )
