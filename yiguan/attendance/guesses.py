"""Rate limits for wrong spoken numbers (checkin.md, invariant 11), by phone first, so that neighbours are not blocked.

Five of a million numbers are valid at a time, so one guess in 200,000 succeeds. A phone's 10 guesses a minute need
20,000 minutes for that; all new phones of one address together, whatever cookies they invent, have 200 a minute and
need 1,000 minutes, while a meeting takes check-ins for about 150. A success gains one check-in of grade B, and the
number changes half a minute later.
"""

from yiguan.base.errors import TooMany
from yiguan.people import residents
from yiguan.web.limits import Failures

A_PHONE = 10
"""Wrong numbers a minute from one phone."""
WITHOUT_COOKIE = 40
"""Wrong numbers a minute from one address, from phones without a cookie."""
NEW_PHONES = 200
"""Wrong numbers a minute from one address, from phones of today."""
SLOW_DOWN = (
    "数字试得太多了，这一次没有核对。请直接扫大屏上的码，或者到签到台，请工作人员替您签。要再输数字，请等一分钟。"
)


class Guesses:
    """Wrong numbers within the last minute. Right ones are not counted, nor are attempts above the limit."""

    def __init__(self) -> None:
        self.by_phone = Failures(A_PHONE, "number-by-phone")
        self.without_cookie = Failures(WITHOUT_COOKIE, "number-without-cookie")
        self.new_phones = Failures(NEW_PHONES, "number-new-phone")

    def refuse_too_many(self, token: str, address: str) -> None:
        """Raises TooMany, before the number is checked. `token` is the phone's cookie, empty when it has none."""
        own, key = self._own(token, address)
        if own.is_over(key) or (self.new_phones.is_over(address) and not residents.was_here_before(token)):
            raise TooMany(SLOW_DOWN)

    def add(self, token: str, address: str) -> None:
        own, key = self._own(token, address)
        own.add(key)
        if not residents.was_here_before(token):
            self.new_phones.add(address)

    def _own(self, token: str, address: str) -> tuple[Failures, str]:
        return (self.by_phone, f"phone {residents.device_id_of(token)}") if token else (self.without_cookie, address)
