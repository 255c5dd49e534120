from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import require
from yiguan.home import queries, rules, service, tasks, to_sign
from yiguan.home.models import Feedback
from yiguan.home.schemas import AnswerIn, RevealIn
from yiguan.home.todo import SIGNING
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_phone
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor, match_version

pages = Pages("home", "desk", url_prefix="/desk")


@pages.get("/")
def landing() -> str:
    """待办: figures that open their lists, and what waits behind the first of them."""
    signing = len(to_sign.waiting(actor())) if actor().has(*SIGNING) else 0
    shown = {"tiles": tasks.figures(actor()), "queues": tasks.queues(actor()), "own": tasks.own(actor())}
    return render_template("home/desk.html", signing=signing, **shown)


@pages.get("/feedback")
def feedback() -> str:
    _require_office()
    return _list(blank_form())


@pages.post("/feedback/<int:feedback_id>/answer")
def answer(feedback_id: int) -> ResponseReturnValue:
    _require_office()
    found = queries.get_feedback(feedback_id)
    match_version(found)
    form = read_form(AnswerIn)
    if not form.ok:
        return _list(form, opened=feedback_id), 422
    service.answer_feedback(actor(), found, answer=form.data["answer"])
    flash("记下了。")
    return redirect(url_for(".feedback"))


@pages.post("/feedback/<int:feedback_id>/phone")
def phone(feedback_id: int) -> ResponseReturnValue:
    """The number is shown once, on the page that answers; it stands in no list and no address."""
    _require_office()
    found, form = queries.get_feedback(feedback_id), read_form(RevealIn)
    if not form.ok:
        return _list(form, opened=feedback_id), 422
    number = service.reveal_caller(actor(), found, reason=form.data["reason"])
    return _list(blank_form(), opened=feedback_id, number=number)


def _require_office() -> None:
    require(rules.can_answer_feedback(actor()), "投诉建议由区政协办公室处理。")


def _list(form: Form, *, opened: int = 0, number: str = "") -> str:
    page = paginate(queries.feedback())
    people = queries.callers([row.person_id for row in page.items])
    shown = [(row, _caller(row, people)) for row in page.items]
    return render_template("home/desk_feedback.html", page=page, rows=shown, form=form, opened=opened, number=number)


def _caller(row: Feedback, people: dict[int, Person]) -> str:
    person = people.get(row.person_id or 0)
    return f"{vault.name_of(person)} {mask_phone(vault.phone_of(person))}" if person else ""
