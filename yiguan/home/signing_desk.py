"""等我签 on a phone: one paper after the other, then one proof for all that were read."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Conflict
from yiguan.home import to_sign
from yiguan.home.to_sign import Waiting
from yiguan.people import proof
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, remember
from yiguan.workflow.signing import ProofIn

GONE = "要签的都不在这里了：已经签过，或者退回了。什么都没有改动。请从头再看一遍。"
pages = Pages("home_signing", "desk", url_prefix="/desk/to-sign")


class Pile(NamedTuple):
    """How far the reading has come: what is to be signed, what is left for later, and what is still to be read."""

    picked: Sequence[Waiting]
    left: Sequence[Waiting]
    unread: Sequence[Waiting]


@pages.get("")
def show() -> str:
    """The next one to read. The piles stand in the address alone: nothing is stored, leaving the page signs nothing."""
    picked, left = request.args.getlist("picked"), request.args.getlist("left")
    (picked if request.args.get("decided") == "pick" else left).append(request.args.get("now", ""))
    return _page(_pile(picked, left), blank_form())


@pages.post("/sign")
def sign() -> ResponseReturnValue:
    """Whoever signs nothing learns nothing of a form; a wrong proof is counted, and the piles stay."""
    if not to_sign.waiting(actor()):
        raise Conflict(GONE, code="not_signed")
    picked, left = request.form.getlist("picked"), request.form.getlist("left")
    form = read_form(ProofIn)
    if not form.ok or not proof.proven(actor(), form.data["proof"]):
        remember()
        form.refuse("proof", proof.wrong(actor()))
        return _page(_pile(picked, left), form), 422
    signed, refused = to_sign.sign(actor(), picked)
    if not signed:
        raise Conflict(refused[0].sentence if refused else GONE, code="not_signed")
    flash(f"签好了 {len(signed)} 件。")
    for one in refused:
        flash(f"{one.title}：{one.sentence}", "soon")
    return redirect(url_for(".show"))


def _pile(picked: Sequence[str], left: Sequence[str]) -> Pile:
    """Of what waits now; a paper that has changed since is to be read again."""
    now = to_sign.waiting(actor())
    unread = [one for one in now if one.key not in {*picked, *left}]
    return Pile([one for one in now if one.key in picked], [one for one in now if one.key in left], unread)


def _page(pile: Pile, form: Form) -> str:
    now = next(iter(pile.unread), None)
    paper = now.kind.paper(now.record) if now else None
    return render_template("home/to_sign.html", pile=pile, now=now, paper=paper, form=form)
