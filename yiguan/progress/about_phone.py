"""关于我的信息: a resident sees, corrects and erases what is held about them, by phone or receipt (PS-03)."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid
from yiguan.leads.opening import WRONG, opened
from yiguan.organisation.values import value_of
from yiguan.people import device_cookie
from yiguan.progress import holding, wishes
from yiguan.progress.holding import Holding
from yiguan.progress.parameters import NAMES_KEPT, SCANS_KEPT
from yiguan.progress.schemas import AboutIn, CorrectIn, EraseIn, OneIn
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages

pages = Pages("progress_about", "phone", "/mine/about")
UNKNOWN = "这部手机不认得这位，没有改动。请回到“关于我的信息”再选，或者凭收据上的编号来看。"
CORRECTED = "改好了。"
WISHED = "记下了：没有办完的事都办完以后，当天夜里就删。改主意了，在那以前都能收回。"
WAITS = "记下了：协商站会打电话问您一声，7 天以后的夜里删，还有没办完的事就等办完。改主意了，在那以前都能收回。"
KEPT = "收回了，不删。"
JOINED = "认作一个人了，人数只算一次。各自的事，还是凭各自的收据或手机看。"


@pages.get("")
def show() -> str:
    return _page(holding.of_phone(device_cookie.sent()), blank_form())


@pages.post("")
def open_() -> ResponseReturnValue:
    form = read_form(AboutIn)
    held = _of_receipt(form, "receipt", "tail")
    return _page([held], form) if held else _refused(form)


@pages.post("/correct")
def correct() -> ResponseReturnValue:
    def do(held: Holding, form: Form) -> None:
        typed = form.data["phone"] or ("" if form.data["without"] else None)
        wishes.correct(held, name=form.data["name"], phone=None if held.by_receipt else typed)

    return _done(read_form(CorrectIn), do, CORRECTED)


@pages.post("/erase")
def erase() -> ResponseReturnValue:
    def do(held: Holding, form: Form) -> None:
        if not form.data["sure"]:
            raise Invalid(fields={"sure": [wishes.SURE]})
        wishes.wish(held)

    return _done(read_form(EraseIn), do, WISHED, WAITS)


@pages.post("/keep")
def keep() -> ResponseReturnValue:
    return _done(read_form(AboutIn), lambda held, form: wishes.take_back(held), KEPT)


@pages.post("/join")
def join() -> ResponseReturnValue:
    def do(held: Holding, form: Form) -> None:
        other = _of_receipt(form, "other_receipt", "other_tail")
        if other is not None:
            wishes.join(held, other)

    return _done(read_form(OneIn), do, JOINED)


def _done(form: Form, do: Callable[[Holding, Form], None], said: str, by_receipt: str = "") -> ResponseReturnValue:
    """Without a receipt the page is asked for anew; with one it is the answer, since only the form knows the digits."""
    held = _whose(form)
    if held is None:
        return _refused(form)
    with form.taking():
        if form.ok:
            do(held, form)
    if not form.ok:
        return _page([held], form), 422
    if held.by_receipt is None:
        flash(said)
        return redirect(url_for(".show"), 303)
    return _page([holding.of_receipt(held.by_receipt)], form, by_receipt or said)


def _whose(form: Form) -> Holding | None:
    """By receipt and digits, else somebody of this phone."""
    if form.value("receipt"):
        return _of_receipt(form, "receipt", "tail")
    here = holding.of_phone(device_cookie.sent())
    found = next((held for held in here if str(held.person.id) == form.value("person")), None)
    if found is None:
        form.refuse("receipt", UNKNOWN)
    return found


def _of_receipt(form: Form, receipt: str, tail: str) -> Holding | None:
    """Unknown and wrong are answered with the same sentence; a wrong try is counted."""
    lead = opened(form.value(receipt), form.value(tail))
    if lead is None:
        form.refuse(tail, WRONG)
    return holding.of_receipt(lead) if lead else None


def _refused(form: Form) -> ResponseReturnValue:
    return _page(holding.of_phone(device_cookie.sent()), form), 422


def _page(held: Sequence[Holding], form: Form, said: str = "") -> str:
    kept = {"names_kept": value_of(NAMES_KEPT), "scans_kept": value_of(SCANS_KEPT)}
    shared = not held and holding.is_shared(device_cookie.sent())
    return render_template("progress/about.html", held=held, form=form, said=said, shared=shared, **kept)
