"""Pages of acts, made from their declarations: the record's page with an open form, and the POST that does the act."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act, Happened
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, match_version
from yiguan.workflow.inputs import asked_by
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform, require_open

Find = Callable[..., Any]
Show = Callable[[Any, Act, Form], str]
Address = Callable[[Happened], str]


def act_pages(
    pages: Pages, rule: str, record: type[Any], *, find: Find, show: Show, leads_to: Address | None = None
) -> None:
    """Adds a GET and a POST at `<rule>/<act>` for every act of the record on this surface.

    `find(actor, **arguments of the rule)` raises NotFound outside the actor's reach; `show` renders the record's page
    with an act's form open; `leads_to` is the address afterwards, by default the surface's own `.show`.
    """
    for act in machine(record).values():
        if pages.surface in act.on:
            prepare = partial(_prepare, act, find, show)
            do = partial(_do, act, find, show, leads_to)
            pages.add_url_rule(f"{rule}/{act.slug}", f"ask_{act.name}", prepare, methods=["GET"])
            pages.add_url_rule(f"{rule}/{act.slug}", f"do_{act.name}", do, methods=["POST"])


def _prepare(act: Act, find: Find, show: Show, **where: Any) -> str:
    record = find(actor(), **where)
    require_open(act, record, actor())
    return show(record, act, blank_form(act.begins(record)))


def _do(act: Act, find: Find, show: Show, leads_to: Address | None, **where: Any) -> ResponseReturnValue:
    """Checks reach, rule, state and version before the form is read, so that whoever may not act learns nothing."""
    record = find(actor(), **where)
    require_open(act, record, actor())
    if not act.any_version:
        match_version(record)
    form = read_form(act.takes)
    if form.ok:
        try:
            happened = perform(act, record, by=actor(), **found(act, form.data))
        except Invalid as refusal:
            form.take(refusal)
        else:
            flash(act.done)
            return redirect(leads_to(happened) if leads_to else url_for(".show", **where))
    return show(record, act, form), 422


def found(act: Act, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with field values replaced by the records they name. Raises NotFound outside the actor's reach."""
    return {name: act.finds[name](actor(), value) if name in act.finds else value for name, value in data.items()}


def form_of(who: Actor, record: Any, act: Act | None, form: Form, **where: Any) -> dict[str, Any]:
    """What templates/workflow/act.html needs to show the open form; nothing when no act is open."""
    if act is None:
        return {"asked": None}
    url = url_for(f".do_{act.name}", **where)
    back = url_for(".show", **where)
    return {"asked": asked_by(act, who, record), "form": form, "record": record, "act_url": url, "back_url": back}
