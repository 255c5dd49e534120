"""期限和数字: what the office sets from a day on, each with what it moves."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.district import concerned, lists, service, values
from yiguan.district.schemas import ValueIn
from yiguan.district.values import Parameter
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("district_parameters", "settings", url_prefix="/desk/settings/parameters")


@pages.get("")
def index() -> str:
    shown = [(one, one.words(values.value_of(one)), lists.coming(one)) for one in values.all_parameters()]
    return render_template("district/parameters.html", shown=shown)


@pages.get("/<parameter>")
def show(parameter: str) -> str:
    found = values.get_parameter(parameter)
    return _page(found, blank_form({"value": found.spell(values.value_of(found)), "valid_from": str(clock.today())}))


@pages.post("/<parameter>")
def set_value(parameter: str) -> ResponseReturnValue:
    """The first answer is the preview; only a confirmed one is stored."""
    found, form = values.get_parameter(parameter), read_form(ValueIn)
    if not form.ok:
        return _page(found, form), 422
    facts = {"valid_from": form.data["valid_from"], "running": form.data["running"]}
    value: object = None
    with form.taking():
        value = found.read(form.data["value"].strip())
        service.check(found, **facts)
    if not form.ok:
        return _page(found, form), 422
    if not form.data["confirmed"]:
        return _page(found, form, **_preview(found, value, running=facts["running"])), 422
    moves = service.set_value(actor(), found, value, **facts)
    moved = f"有{len(moves)}件正在走的跟着变了。" if moves else ""
    flash(f"{found.label}：从{clock.day(facts['valid_from'])}起{found.words(value)}。{moved}")
    return redirect(url_for(".index"))


@pages.post("/<parameter>/take-back")
def take_back(parameter: str) -> ResponseReturnValue:
    service.take_back(actor(), values.get_parameter(parameter))
    flash("收回了，和没改过一样。")
    return redirect(url_for(".index"))


def _preview(parameter: Parameter[Any], value: Any, *, running: bool) -> dict[str, object]:
    moves = service.preview(parameter, value, running=running)
    return {
        "ready": parameter.words(value),
        "effect": parameter.effect(value),
        "groups": concerned.groups(actor(), moves),
        "running": running,
    }


def _page(parameter: Parameter[Any], form: Form, **preview: object) -> str:
    return render_template(
        "district/parameter.html",
        one=parameter,
        form=form,
        now=parameter.words(values.value_of(parameter)),
        first=parameter.words(parameter.first),
        coming=lists.coming(parameter),
        past=lists.past(parameter),
        **preview,
    )
