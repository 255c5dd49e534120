"""认作一个人 for the office: every join with its proof, each of which it may undo with a reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.attendance.known import hall_names
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.joins import notices, queries, rules
from yiguan.joins.acts import UNDO
from yiguan.joins.schemas import PartIn
from yiguan.joins.states import JoinState
from yiguan.people import joining
from yiguan.people.models import Alias
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.perform import perform

pages = Pages("joins", "desk", "/desk/joins")


@pages.get("")
def index() -> str:
    _require_office()
    return _page(blank_form())


@pages.post("/<int:alias_id>/part")
def part(alias_id: int) -> ResponseReturnValue:
    _require_office()
    alias, form = queries.get_join(alias_id), read_form(PartIn)
    if not form.ok:
        return _page(form, opened=alias_id), 422
    _part(actor(), alias, form.data["note"])
    flash("分开了，本人会知道。", "done")
    return redirect(url_for(".index"))


def _part(who: Actor, alias: Alias, note: str) -> None:
    """By the request where there is one, so that its page says so too."""
    asked = queries.request_of(alias)
    if asked is not None and asked.state is JoinState.JOINED:
        perform(UNDO, asked, by=who, note=note)
        return
    entry = joining.part(who, alias, note=note)
    notices.parted_by_office(alias, entry.event, note)


def _require_office() -> None:
    require(rules.can_part_any(actor()), "认作一个人的清单归区政协办公室。站里的，请从工作台进入。")


def _page(form: Form, opened: int = 0) -> str:
    page = paginate(queries.joins())
    names = hall_names(number for alias in page.items for number in (alias.person_id, alias.main_id))
    shown = {"names": names, "requests": queries.requests_of(page.items), "form": form, "opened": opened}
    return render_template("joins/all.html", page=page, **shown)
