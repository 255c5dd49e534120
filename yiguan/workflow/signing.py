"""Acts that are signed: first the rule, then the proof of who signs, then the act. There is no signing by token."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.base.fields import In, Text
from yiguan.people import proof
from yiguan.web.forms import read_form
from yiguan.web.surfaces import Pages, actor, match_version, remember
from yiguan.workflow.pages import Find, Show
from yiguan.workflow.perform import perform, require_open

IN_PERSON = "{act}要本人登录以后办，令牌不能办，什么都没有改动。请本人用自己的账号登录。"


class ProofIn(In):
    proof = Text(200)


def sign_page(
    pages: Pages,
    rule: str,
    act: Act,
    *,
    find: Find,
    show: Show,
    said: Callable[[Any], str] | None = None,
    first: Callable[[Actor, Any], None] = lambda actor, record: None,
) -> None:
    """Adds a POST at `<rule>/<act>`: the signature, after the proof of who signs; a wrong proof is counted, and nothing
    is signed. `said` makes the message afterwards, which is else the act's; `first` refuses in its own words whoever
    may not sign.
    """

    def sign(**where: Any) -> ResponseReturnValue:
        record = find(actor(), **where)
        first(actor(), record)
        _require_signer(act, record)
        form = read_form(ProofIn)
        signed = _try(act, find, form.data["proof"], where) if form.ok else None
        if signed is None:
            remember()
            form.refuse("proof", proof.wrong(actor()))
            return show(find(actor(), **where), act, form), 422
        flash(said(signed) if said else act.done)
        return redirect(url_for(".show", **where))

    pages.add_url_rule(f"{rule}/{act.slug}", act.name, sign, methods=["POST"])


def _require_signer(act: Act, record: Any) -> None:
    """Before the proof is read. Raises Forbidden, Conflict, the latter also for an older version."""
    require_open(act, record, actor())
    require(actor().kind == "staff", IN_PERSON.format(act=act.label))
    match_version(record)


def _try(act: Act, find: Find, typed: str, where: dict[str, Any]) -> Any | None:
    """None when the proof was wrong: a result and no exception, so that the failed try is kept."""
    if not proof.proven(actor(), typed):
        return None
    record = find(actor(), **where)
    match_version(record)
    return perform(act, record, by=actor()).record
