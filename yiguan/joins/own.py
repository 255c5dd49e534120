"""这是我的手机, on 我的账号: a join that the claim takes the place of is told to the record that loses it."""

from flask import flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from yiguan.joins import notices
from yiguan.people import device_cookie, own_phone
from yiguan.web.surfaces import Pages, actor

pages = Pages("joins", "own")


@pages.post("/account/phone")
def claim_phone() -> ResponseReturnValue:
    """The cookie of the phone on which this is pressed."""
    token = device_cookie.device_token()
    for alias in own_phone.claim(actor(), token):
        notices.parted_by_claim(alias)
    flash("记下了，这部手机是您的。往后在会场扫码，签到就记在您名下。")
    return device_cookie.set_device(make_response(redirect(url_for("people_own.account"))), token)
