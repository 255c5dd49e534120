from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.notifications import queries, service
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor

pages = Pages("notifications", "desk", url_prefix="/desk/notices")


@pages.get("")
def inbox() -> str:
    return render_template("notifications/inbox.html", page=paginate(queries.inbox(actor())), on="desk")


@pages.post("/read")
def read() -> ResponseReturnValue:
    service.mark_read(actor())
    return redirect(url_for(".inbox"))
