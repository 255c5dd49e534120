"""Pages of a case that the desk shares with the unit that works by a link."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from yiguan.base.errors import NotFound
from yiguan.base.rows import spread
from yiguan.handling import coverage, queries
from yiguan.handling.models import Handling
from yiguan.handling.paper import letter as letter_of
from yiguan.handling.states import AnswerClass, Openness
from yiguan.organisation.models import Unit
from yiguan.web.forms import Form, blank_form
from yiguan.web.surfaces import actor

CLOSED_TO_EDITS = "答复现在不能改，什么都没有改动。签收以后、交出去以前可以改；交出去的，请现在看的人先退回。"


@dataclass(frozen=True)
class Here:
    """Where a case is shown: the shell of its pages, what its addresses take, and whom to call at their head."""

    shell: str
    where: dict[str, Any]
    office: Unit | None = None


def reply_form(handling: Handling) -> Form:
    """As far as it is written; a returned version is what the next one begins with."""
    reply = queries.own_reply(handling)
    rows = [
        {
            "position": str(line.item.position),
            "answer_class": str(line.answer.answer_class or "") if line.answer else "",
            "text": line.answer.text if line.answer else "",
            "promised_on": str(line.answer.promised_on or "") if line.answer else "",
        }
        for line in coverage.coverage(handling, reply)
    ]
    whole = (
        {"opening": reply.opening, "openness": str(reply.openness), "openness_reason": reply.openness_reason}
        if reply
        else {}
    )
    return blank_form(spread({**whole, "answers": rows}))


def mending_form(handling: Handling, refused: Form) -> Form:
    """The answer as it is stored, with what is lacking said at its fields."""
    form = reply_form(handling)
    form.errors.update(refused.errors)
    return form


def reply_page(here: Here, form: Form, *, handling: Handling, clash: bool = False) -> str:
    last = queries.own_reply(handling)
    return render_template(
        "handling/reply.html",
        shell=here.shell,
        unit=here.office,
        save_url=url_for(".save", **here.where),
        back_url=url_for(".show", **here.where),
        handling=handling,
        form=form,
        clash=clash,
        lines=coverage.coverage(handling, last),
        last=last,
        classes=AnswerClass.choices(),
        openness=Openness.choices(),
    )


def letter_page(here: Here, handling: Handling) -> str:
    """The last version as it would leave, or as it left, to read and print. Raises NotFound."""
    reply = next(iter(queries.read_by(actor(), handling)), None)
    if reply is None:
        raise NotFound("还没有写答复。请回到这件的页面，点“写答复”。")
    back = url_for(".show", **here.where)
    return render_template("handling/letter.html", back=back, paper=letter_of(handling, reply))
