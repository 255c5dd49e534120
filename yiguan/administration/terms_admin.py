"""换届: the office ends a term after a preview of whose appointments end, who goes on, and what is handed over."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.administration import rules, staffing, turnover
from yiguan.administration.schemas import TermIn
from yiguan.administration.turnover import Turn
from yiguan.base import clock
from yiguan.base.errors import require
from yiguan.organisation import closing
from yiguan.organisation.models import Term
from yiguan.people.models import Appointment
from yiguan.people.queries import names_of
from yiguan.people.states import Role
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("administration_terms", "admin", url_prefix="/desk/people/terms")


@pages.get("")
def index() -> str:
    _require()
    return render_template(
        "administration/terms.html", terms=closing.all_terms(), turn=closing.to_close(), today=clock.today()
    )


@pages.get("/<int:term_number>")
def show(term_number: int) -> str:
    """Of a term that is closed, what was handed over; else what its end would change."""
    _require()
    term = closing.get_term(term_number)
    if term.closed_at is not None:
        return _closed_page(term)
    closing.require_open(term)
    last = max(term.ends_on or clock.today(), clock.today())
    return _page(term, blank_form({"ends_on": last, "name": closing.name_after(term)}), Turn(actor(), last))


@pages.post("/<int:term_number>")
def close(term_number: int) -> ResponseReturnValue:
    """Previews; only a confirmed preview is carried out."""
    _require()
    term = closing.get_term(term_number)
    closing.require_open(term)
    form = read_form(TermIn)
    turn = Turn(actor(), max(form.data.get("ends_on") or clock.today(), clock.today()), *_chosen())
    with form.taking():
        if form.ok:
            closing.require_day(term, form.data["ends_on"])
            turn.require_any()
        if form.ok and form.data["confirmed"]:
            following = turnover.close(turn, term, name=form.data["name"])
            flash(f"{term.ordinal}的换届办好了，{following.ordinal}从{clock.day(following.starts_on)}开始。")
            return redirect(url_for(".show", term_number=term_number))
    return _page(term, form, turn, checked=form.ok), 422


def _require() -> None:
    require(rules.can_appoint(actor()), staffing.NOT_YOURS)


def _chosen() -> tuple[set[Role], set[str]]:
    """The roles that end, and the appointments whose holders go on, as they were ticked."""
    roles = {role for role in turnover.ROLES if role.value in request.form.getlist("role")}
    return roles, set(request.form.getlist("stays"))


def _page(term: Term, form: Form, turn: Turn, *, checked: bool = False) -> str:
    names = names_of({one.person_id for one in turn.ending} | {n for left in turn.left for n in left.next})
    return render_template(
        "administration/term.html",
        term=term,
        following=closing.next_of(term),
        form=form,
        turn=turn,
        checked=checked,
        roles=turnover.ROLES,
        names=names,
        ending=_by_role(turn, names),
    )


def _by_role(turn: Turn, names: Mapping[int, str]) -> list[tuple[Role, list[Appointment]]]:
    """What ends, by role; within one by unit and name."""
    ordered = sorted(turn.ending, key=lambda one: (one.unit.path, names.get(one.person_id, "")))
    grouped = [(role, [one for one in ordered if one.role is role]) for role in turnover.ROLES]
    return [(role, held) for role, held in grouped if held]


def _closed_page(term: Term) -> str:
    following = closing.next_of(term)
    day = max(following.starts_on, clock.today()) if following else clock.today()
    left = turnover.left_open(day)
    names = names_of({number for one in left for number in one.next})
    shown = {"term": term, "following": following, "left": left, "names": names}
    return render_template("administration/term_closed.html", **shown)
