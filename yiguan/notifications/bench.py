from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.notifications import queries, service
from yiguan.notifications.acts import TELL_IN_PERSON
from yiguan.notifications.models import Notice
from yiguan.people import queries as people
from yiguan.web.paging import Page, paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.perform import perform

pages = Pages("notifications", "bench", url_prefix="/bench/notices")


@pages.get("")
def inbox() -> str:
    return render_template("notifications/inbox.html", page=paginate(queries.inbox(actor())), on="bench")


@pages.post("/read")
def read() -> ResponseReturnValue:
    service.mark_read(actor())
    return redirect(url_for(".inbox"))


@pages.get("/printed")
def printed() -> str:
    """The people the station must tell in person, with full names; the page has checkboxes and a link for printing."""
    return _lines("notifications/printed.html", paginate(queries.to_tell(actor())))


@pages.get("/printed/sheet")
def sheet() -> str:
    """The same lines for printing, at most 200."""
    return _lines("notifications/sheet.html", paginate(queries.to_tell(actor()), size=200))


def _lines(template: str, page: Page[Notice]) -> str:
    names = people.names_of(notice.person_id for notice in page.items)
    return render_template(template, page=page, names=names)


@pages.post("/printed")
def told() -> ResponseReturnValue:
    """Removes ticked lines from the list; lines outside the actor's reach are ignored."""
    ticked = [
        int(value)
        for value in request.form.getlist("notice")
        if value.isascii() and value.isdigit() and len(value) < 19
    ]
    lines = queries.ticked(actor(), ticked)
    if not lines:
        flash("没有勾选，名单没有变。请先勾上已经告知的人。", "soon")
        return printed(), 422
    for line in lines:
        perform(TELL_IN_PERSON, line, by=actor())
    flash(f"记下了，{len(lines)} 条已告知。")
    return redirect(url_for(".printed"))
