"""Edits texts, with or without rows: nobody's text is overwritten, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any, Protocol

from flask import flash, request
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.errors import Invalid
from yiguan.people.privacy.patterns import marked
from yiguan.web.forms import Form, read_form
from yiguan.web.surfaces import actor, saw_current
from yiguan.workflow.perform import perform

PERSONAL = "里面有 {count} 处像是个人信息（{kinds}）。这些字以后会公开：再点修改，字的下面标出来了，能不写就不写。"


class Page(Protocol):
    """The form's page; after a `clash` it shows the stored text beside the typed one."""

    def __call__(self, form: Form, *, clash: bool = False) -> str: ...


def save(act: Act, record: Any, *, page: Page, then: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Stores an edited text. `record` was read with its row locked, so that the second of two simultaneous editors
    gets the first one's version: they see both texts, and their form continues from the stored version.
    """
    act.require_allowed(actor(), record)
    form = read_form(act.takes)
    if not saw_current(record):
        return page(Form({**form.typed, "version": str(record.version)}, form.errors), clash=True), 409
    act.require_open(record.state)

    def store(data: dict[str, Any]) -> ResponseReturnValue:
        perform(act, record, by=actor(), **data)
        return then()

    return submit(form, page=page, store=store)


def submit(form: Form, *, page: Page, store: Callable[[dict[str, Any]], ResponseReturnValue]) -> ResponseReturnValue:
    """Stores what was typed, or shows the form again, with errors or with more rows."""
    if wants_rows():
        return page(Form(form.typed).of(form.schema)), 422
    if not form.ok:
        return page(form), 422
    try:
        answer = store(form.data)
    except Invalid as refusal:
        return page(form.take(refusal)), 422
    if kinds := _personal_in(form):
        flash(PERSONAL.format(count=len(kinds), kinds="、".join(dict.fromkeys(kinds))))
    return answer


def _personal_in(form: Form) -> list[str]:
    """The kinds of what leads to a person in fields that may become public."""
    texts = (str(text) for name, text in form.typed.items() if form.goes_public(name))
    return [one.kind for text in texts for one in marked(text) if not one.soft]


def wants_rows() -> bool:
    """Whether the button for more rows was pressed; without a script the server adds them."""
    return "more" in request.form


def rows_to_show(form: Form, name: str, *, least: int, more: int, most: int) -> range:
    """The rows of a repeated group to show: at least `least`, and `more` after that button was pressed."""
    used = max(form.rows(name), default=-1) + 1
    wanted = used + more if request.form.get("more") == name else used
    return range(min(most, max(least, wanted)))
