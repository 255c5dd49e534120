"""Who speaks on a page about an answer: the people of this very phone, or who proposed the matter, by their receipt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yiguan.leads.opening import WRONG, opened
from yiguan.leads.queries import proposer_of
from yiguan.people import device_cookie, joining
from yiguan.people.models import Person
from yiguan.ratings.states import RatingWay
from yiguan.web.forms import Form

NO_RECEIPT = "这部手机认不出您是谁。您填的还在下面，请填收据上的编号和四位数，再点一次。"
GONE = "这部手机现在打不开这一页。请凭收据上的编号和四位数再打开一次。"
Asked = Callable[[Sequence[Person]], Sequence[Person]]
"""Those of some people who are asked here."""


@dataclass(frozen=True)
class Opened:
    people: Sequence[Person]
    way: RatingWay

    def named(self, form: Form) -> Person | None:
        """Whom the form names, the first one where it names nobody; else the form says so."""
        found = next((one for one in self.people if form.value("person") in ("", str(one.id))), None)
        if found is None:
            form.refuse("person", GONE)
        return found


def open_for(form: Form, asked: Asked) -> Opened | None:
    """None for anybody else; a receipt that does not fit is counted and kept as a failed try."""
    token = device_cookie.sent()
    here = asked(joining.people_on(token)) if token else ()
    if here:
        return Opened(here, RatingWay.PHONE)
    lead = opened(form.value("receipt"), form.value("tail")) if form.value("receipt") else None
    people = asked([proposer_of(lead)]) if lead else ()
    return Opened(people, RatingWay.RECEIPT) if people else None


def refuse(form: Form) -> None:
    """What was ticked and written stays on the form."""
    form.errors.clear()
    form.refuse("tail", WRONG if form.value("receipt") else NO_RECEIPT)
