from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.notifications import muting
from yiguan.notifications.schemas import WantedIn
from yiguan.notifications.states import GENERAL
from yiguan.web.forms import read_form, told
from yiguan.web.surfaces import Pages, actor

pages = Pages("notifications", "own", url_prefix="/account/notices")


@pages.get("")
def wanted() -> str:
    muted = muting.muted_by([actor().id or 0])
    return render_template("notifications/own.html", offered=GENERAL, muted=muted)


@pages.post("")
def choose() -> ResponseReturnValue:
    ticked = told(read_form(WantedIn)).data
    muting.choose(actor(), {kind for kind in GENERAL if not ticked[kind.value]})
    flash("记下了。通知还是都在收件箱里。")
    return redirect(url_for(".wanted"))
