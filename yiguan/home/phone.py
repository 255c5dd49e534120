from urllib.parse import urlsplit

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import codes
from yiguan.base.errors import NotFound, TooMany
from yiguan.home import service
from yiguan.home.schemas import FeedbackIn
from yiguan.notifications import queries as notices
from yiguan.organisation.queries import get_unit, units_of
from yiguan.organisation.states import STATION_KINDS, UnitKind
from yiguan.organisation.values import value_of
from yiguan.people import device_cookie, joining, residents
from yiguan.people.queries import is_heard
from yiguan.progress.parameters import NAMES_KEPT
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.limits import Quota
from yiguan.web.surfaces import Pages
from yiguan.workflow.sections import faces, in_order

pages = Pages("home", "phone")

CODES = (
    (codes.DIGITS, 8, "/leads/"),
    (codes.READABLE, 8, "/leads/"),
    (codes.READABLE, 6, "/topics/"),
    (codes.CROCKFORD, 5, "/meetings/"),
)
"""What a code leads to is told by its alphabet and length; receipts of earlier slips have letters (product.md §2)."""
YEAR_S = 365 * 86_400
strangers = Quota(20, "feedback", minutes=10)
NO_SUCH_CODE = "没有这样的编号。收据上的编号是8位数字，早先的收据上是8位字母和数字，请再核对一下。"
TOO_MANY = "从这个网络一下子来了太多条意见，这一条没有存下。请过十分钟再交，或者打区政协办公室的电话。"


@pages.get("/")
def landing() -> str:
    return _landing(blank_form())


def _landing(form: Form) -> str:
    return render_template("home/landing.html", form=form, stations=units_of(UnitKind.STATION))


@pages.get("/lookup")
def lookup() -> ResponseReturnValue:
    """A receipt, a topic's or a meeting's code, typed as people type."""
    typed = request.args.get("code", "")
    for alphabet, length, address in CODES:
        code = codes.read_code(typed, alphabet)
        if code and len(code) == length:
            return redirect(address + code)
    form = blank_form({"code": typed})
    form.refuse("code", NO_SUCH_CODE if typed.strip() else "请写编号，再点“查一查”。")
    return _landing(form), 422


@pages.get("/S/<unit>", endpoint="poster")
@pages.get("/units/<unit>")
def station(unit: str) -> ResponseReturnValue:
    """What a scan of a station's poster opens; a retired one says so and names the others.

    The cookie lets a wrong number of the check-in count against this phone, not against its neighbours."""
    found = get_unit(unit)
    if found.kind not in STATION_KINDS:
        raise NotFound("这个单位不直接收居民的反映。请从首页选一个协商站。")
    sections = in_order(section for face in faces() for section in face.station(found))
    page = make_response(render_template("home/station.html", unit=found, heard=is_heard(found), sections=sections))
    return device_cookie.set_device(page, device_cookie.device_token())


@pages.get("/mine")
def mine() -> str:
    """What this phone reported and where it was, known by its cookie alone; without one it says how to find by code."""
    token = device_cookie.sent()
    if not token:
        return render_template("home/mine.html", known=False, sections=[], notices=[])
    ids, device = joining.records_on(token), residents.device_id_of(token)
    own = (section for face in faces() if ids for section in face.mine(ids))
    sections = in_order([*own, *(section for face in faces() for section in face.phone(device))])
    return render_template(
        "home/mine.html",
        known=bool(ids) or any(one.is_record for one in sections),
        sections=sections,
        notices=notices.latest_of(ids),
    )


@pages.post("/elder-mode")
def elder_mode() -> ResponseReturnValue:
    """长辈版 on or off, remembered by a cookie of this phone (AE-01)."""
    answer = redirect(local_path(request.form.get("next", "")))
    on = "1" if request.form.get("elder") == "1" else "0"
    answer.set_cookie(
        "elder", on, max_age=YEAR_S, httponly=True, samesite="Lax", secure=settings().https or settings().loopback
    )
    return answer


def local_path(target: str) -> str:
    """Only a path of this site is gone back to."""
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not urlsplit(target).netloc
    return target if safe and target.isprintable() else "/"


@pages.get("/privacy")
def privacy() -> str:
    return render_template("home/privacy.html", version=residents.NOTICE_VERSION, kept=value_of(NAMES_KEPT))


@pages.get("/feedback")
def feedback() -> str:
    return render_template("home/feedback.html", form=blank_form())


@pages.post("/feedback")
def leave_feedback() -> ResponseReturnValue:
    form = read_form(FeedbackIn)
    if not form.ok:
        return render_template("home/feedback.html", form=form), 422
    if not residents.was_here_before(device_cookie.sent()) and not strangers.take(request.remote_addr or ""):
        raise TooMany(TOO_MANY, retry_after_s=600)
    service.leave_feedback(**form.data)
    flash("收到了，谢谢您。区政协办公室会看，留了电话的会回您。")
    return redirect(url_for(".landing"))
