"""How many reports strangers may send from one address, whatever cookies they drop (security.md 14).

A phone that was here before has its own limit (`queries.sends_too_often`), so neighbours behind one address go on.
"""

from flask import request

from yiguan.base.errors import TooMany
from yiguan.people import device_cookie, residents
from yiguan.web.limits import Quota

AS_USUAL = Quota(30, "leads", minutes=10)
AT_ALL = Quota(120, "leads at all", minutes=10)
TOO_MANY = "从这个网络一下子来了太多件，这一件没有存下。请过十分钟再提交，或者打协商站的电话，请人代填。"


def are_too_many() -> bool:
    """Whether this report is held for review, since so many came from there. Raises TooMany when it is a flood."""
    if residents.was_here_before(device_cookie.sent()):
        return False
    address = request.remote_addr or ""
    if not AT_ALL.take(address):
        raise TooMany(TOO_MANY, retry_after_s=600)
    return not AS_USUAL.take(address)
