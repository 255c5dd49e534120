"""Acts for programs, made from the same declarations: one address an act, described with what it takes and gives."""

from collections.abc import Callable
from keyword import iskeyword
from typing import Any

from marshmallow import Schema

from yiguan.base.act import Act
from yiguan.web.api import ApiPages, read_body, reader, versioned
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.machines import machine
from yiguan.workflow.pages import Find, found
from yiguan.workflow.perform import perform, require_open

Give = Callable[[Any], Any]


def itself(record: Any) -> Any:
    return record


def current(act: Act, find: Find, *key: Any, **how: Any) -> Any:
    """The record that a program means to change by this act, before the body is read.

    Raises NotFound, Forbidden, Conflict, the latter also if the program had read an older version.
    """
    record = find(actor(), *key, **how)
    require_open(act, record, actor())
    if not act.any_version:
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
        record = current(act, find, **where)
        data = read_body(reader(act.takes))
        return give(perform(act, record, by=actor(), **found(act, data)).record)

    view.__name__ = f"{act.name}_" if iskeyword(act.name) else act.name
    view.__doc__ = act.summary
    return view
