from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid, NotFound, require
from yiguan.organisation import addresses, queries, rules, service
from yiguan.organisation.schemas import UnitIn
from yiguan.organisation.states import UnitKind
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("organisation", "desk", url_prefix="/desk/units")


@pages.get("")
def directory() -> str:
    """Every unit of the district with its kind, code, page and poster (ST-01)."""
    units = sorted(queries.units_of(*UnitKind), key=lambda unit: list(UnitKind).index(unit.kind))
    groups = [(kind, list(of_kind)) for kind, of_kind in groupby(units, lambda unit: unit.kind)]
    may_add = rules.can_add_unit(actor())
    return render_template("organisation/directory.html", groups=groups, total=len(units), may_add=may_add)


@pages.get("/new")
def new() -> str:
    require(rules.can_add_unit(actor()))
    return _form(blank_form({"kind": UnitKind.STATION, "parent": "TG"}))


@pages.post("/new")
def add() -> ResponseReturnValue:
    require(rules.can_add_unit(actor()))
    form = read_form(UnitIn)
    if form.ok:
        try:
            unit = service.add_unit(actor(), **form.data)
        except Invalid as refusal:
            form.take(refusal)
        except NotFound:
            form.refuse("parent", "没有这个上级单位，请从清单里选。")
        else:
            flash(f"{unit.name}已经加上，页面和海报现在就能用。")
            return redirect(url_for(".show", unit=unit.code))
    return _form(form), 422


@pages.get("/<unit>")
def show(unit: str) -> str:
    found = queries.get_unit(unit)
    return render_template("organisation/unit.html", unit=found, code=addresses.draw_poster(found))


def _form(form: Form) -> str:
    parents = [(unit.code, unit.name) for unit in queries.units_of(UnitKind.DISTRICT, UnitKind.STATION)]
    return render_template("organisation/new.html", form=form, kinds=UnitKind.choices(), parents=parents)
