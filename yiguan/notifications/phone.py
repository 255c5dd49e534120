from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import NotFound
from yiguan.notifications import muting
from yiguan.notifications.muting import FOR_RESIDENTS
from yiguan.notifications.queries import residents_of
from yiguan.notifications.schemas import WantedIn
from yiguan.people import device_cookie, joining, residents
from yiguan.people.models import Person
from yiguan.web.forms import read_form, told
from yiguan.web.surfaces import Pages

pages = Pages("notifications", "phone", url_prefix="/mine/notices")
UNKNOWN = "这部手机上还没有记录。请先用收据上的编号打开您的事，那一页的下面也能选。"


@pages.get("")
def wanted() -> str:
    people = _people()
    return render_template(
        "notifications/mine.html", offered=FOR_RESIDENTS, muted=muting.muted_by(person.id for person in people)
    )


@pages.post("")
def choose() -> ResponseReturnValue:
    """For everybody whose records are on this phone."""
    people, ticked = _people(), told(read_form(WantedIn)).data
    for person in people:
        muted = {kind for kind in FOR_RESIDENTS if not ticked[kind.value]}
        muting.choose(residents.as_actor(person), muted, FOR_RESIDENTS)
    flash("记下了。消息还是都在“我的事”里。")
    return redirect(url_for("home_phone.mine"))


def _people() -> list[Person]:
    token = device_cookie.sent()
    found = residents_of(joining.records_on(token)) if token else []
    if not found:
        raise NotFound(UNKNOWN)
    return found
