"""Acts for programs, made from the same declarations: one address an act, described with what it takes and gives."""

from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any

from flask import request
from marshmallow import Schema

from yiguan.base.act import Act
from yiguan.people.gates import require_staff
from yiguan.web.api import ApiPages, reader, versioned
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.machines import machine
from yiguan.workflow.pages import Find, found
from yiguan.workflow.perform import perform, require_open

Give = Callable[[Any], Any]


def itself(record: Any) -> Any:
    return record


def current(find: Find, *key: Any, **how: Any) -> Any:
    """The record that a program means to change. Raises NotFound, and Conflict if it had read an older version."""
    require_staff(actor())
    record = find(actor(), *key, **how)
    match_version(record)
    return record


def act_api(
    pages: ApiPages, rule: str, record: type[Any], *, find: Find, gives: type[Schema], give: Give = itself
) -> None:
    """A POST at `<rule>/<act>` for every act of the record that programs may do; `give` makes the answer of it."""
    for act in machine(record).values():
        if act.api:
            view = pages.gives(gives)(pages.describes(reader(versioned(act.takes)))(_view(act, find, give)))
            pages.post(f"{rule}/{act.slug}")(view)


def _view(act: Act, find: Find, give: Give) -> Callable[..., Any]:
    def view(**where: Any) -> Any:
        require_staff(actor())
        record = find(actor(), **where)
        require_open(act, record, actor())
        if not act.any_version:
            match_version(record)
        data: Mapping[str, Any] = ApiPages.ARGUMENTS_PARSER.parse(reader(act.takes), request, location="json")
        return give(perform(act, record, by=actor(), **found(act, data)).record)

    view.__name__ = f"{act.name}_" if iskeyword(act.name) else act.name
    view.__doc__ = act.summary
    return view
