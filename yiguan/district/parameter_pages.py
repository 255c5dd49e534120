"""The pages of parameters: what each is from which day on, with a preview of what a change moves. One set a keeper."""

from datetime import date
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.base.errors import require
from yiguan.district import concerned, service
from yiguan.district.schemas import ValueIn
from yiguan.organisation import values
from yiguan.organisation.kinds import Keeper, Parameter
from yiguan.people.states import Role
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor


class Kept(NamedTuple):
    """What the pages of one keeper say; `role` has to be held where the surface's gate does not ask for it."""

    title: str
    line: str
    role: Role | None = None
    refusal: str = ""


def parameter_pages(pages: Pages, keeper: Keeper, kept: Kept) -> None:
    """Adds them to the blueprint."""

    @pages.before_request
    def ask_for_role() -> None:
        require(kept.role is None or actor().has(kept.role), kept.refusal)

    @pages.get("")
    def index() -> str:
        shown = [(one, one.words(values.value_of(one)), _coming(one)) for one in values.kept_by(keeper)]
        return render_template("district/parameters.html", shown=shown, kept=kept)

    @pages.get("/<parameter>")
    def show(parameter: str) -> str:
        found = values.get_parameter(parameter, keeper)
        typed = {"value": found.spell(values.value_of(found)), "valid_from": str(clock.today())}
        return _page(kept, found, blank_form(typed))

    @pages.post("/<parameter>")
    def set_value(parameter: str) -> ResponseReturnValue:
        """The first answer is the preview; only a confirmed one is stored."""
        return _set(kept, values.get_parameter(parameter, keeper))

    @pages.post("/<parameter>/take-back")
    def take_back(parameter: str) -> ResponseReturnValue:
        service.take_back(actor(), values.get_parameter(parameter, keeper))
        flash("收回了，和没改过一样。")
        return redirect(url_for(".index"))


def _set(kept: Kept, found: Parameter[Any]) -> ResponseReturnValue:
    form = read_form(ValueIn)
    if not form.ok:
        return _page(kept, found, form), 422
    facts = {"valid_from": form.data["valid_from"], "running": form.data["running"]}
    value: object = None
    with form.taking():
        value = found.read(form.data["value"].strip())
        service.check(found, **facts)
    if not form.ok:
        return _page(kept, found, form), 422
    if not form.data["confirmed"]:
        return _page(kept, found, form, **_preview(found, value, **facts)), 422
    moves = service.set_value(actor(), found, value, **facts)
    moved = f"有{len(moves)}件正在走的跟着变了。" if moves else ""
    flash(f"{found.label}：从{clock.day(facts['valid_from'])}起{found.words(value)}。{moved}")
    return redirect(url_for(".index"))


def _preview(parameter: Parameter[Any], value: Any, *, valid_from: date, running: bool) -> dict[str, object]:
    moves = service.preview(parameter, value, running=running)
    return {
        "ready": parameter.words(value),
        "since": clock.written(valid_from),
        "effect": parameter.effect(value),
        "groups": concerned.groups(actor(), moves),
        "running": running,
    }


def _coming(parameter: Parameter[Any]) -> list[tuple[str, str]]:
    """What begins later: the day and the value, the earliest first."""
    rows = reversed(values.rows_of(parameter))
    return [(clock.day(row.valid_from), _words(parameter, row.value)) for row in rows if row.valid_from > clock.today()]


def _words(parameter: Parameter[Any], spelled: str | None) -> str:
    return parameter.words(parameter.read(spelled or ""))


def _page(kept: Kept, parameter: Parameter[Any], form: Form, **preview: object) -> str:
    past = [(clock.written(row.valid_from), _words(parameter, row.value)) for row in values.rows_of(parameter)]
    return render_template(
        "district/parameter.html",
        kept=kept,
        one=parameter,
        form=form,
        now=parameter.words(values.value_of(parameter)),
        first=parameter.words(parameter.first),
        coming=_coming(parameter),
        past=past,
        **preview,
    )
