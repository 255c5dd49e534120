"""这是我的手机, on 我的账号: whoever is parted from a record by a claim, or when the phone is left, is told."""

from collections.abc import Sequence

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from yiguan.joins import notices
from yiguan.people import device_cookie, joining, own_phone
from yiguan.people.models import Alias
from yiguan.web.surfaces import Pages, actor

pages = Pages("joins", "own")


@pages.post("/account/phone")
def claim_phone() -> ResponseReturnValue:
    """The cookie of the phone on which this is pressed."""
    token = device_cookie.device_token()
    _tell(own_phone.claim(actor(), token))
    flash("记下了，这部手机是您的。往后在会场扫码，签到就记在您名下。")
    return device_cookie.set_device(make_response(redirect(url_for("people_own.account"))), token)


@pages.post("/account/phone/leave")
def leave_phone() -> ResponseReturnValue:
    _tell(own_phone.leave(actor()))
    flash("这部手机不再认作您的了。从前签的到都留着。")
    return redirect(url_for("people_own.account"))


def _tell(parted: Sequence[Alias]) -> None:
    own = joining.counted_as(actor().id or 0) if parted else ()
    for alias in parted:
        notices.parted_by_phone(alias, own)
