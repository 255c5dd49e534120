"""评价 at the desk: how the answer to one case was rated, without names."""

from flask import render_template

from yiguan.handling.queries import get_handling, sent_of
from yiguan.ratings import queries
from yiguan.ratings.states import Satisfaction
from yiguan.web.surfaces import Pages, actor

pages = Pages("ratings", "desk", "/desk/handling/<int:handling_id>/ratings")


@pages.get("")
def show(handling_id: int) -> str:
    handling = get_handling(actor(), handling_id)
    rated = [
        (reply, queries.counts_of(handling, reply), queries.notes_of(reply.id)) for reply in sent_of([handling.id])
    ]
    return render_template("ratings/desk.html", handling=handling, rated=rated, kinds=Satisfaction.choices())
