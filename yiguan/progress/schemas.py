from typing import Any

from marshmallow import fields

from yiguan.base.fields import Flag, In, Moment, Out, Phone, Text
from yiguan.leads.schemas import TailIn
from yiguan.notifications.schemas import WantedIn


class AboutIn(In):
    """Whom it is about: somebody of this phone, or whose receipt and four digits these are."""

    person = Text(20, least=0)
    receipt = Text(20, least=0)
    tail = Text(20, least=0)


class CorrectIn(AboutIn):
    name = Text(20, error_messages={"required": "请写怎么称呼您。"})
    phone = Phone(tail=True)
    without = Flag()


class EraseIn(AboutIn):
    sure = Flag()


class CorrectByReceiptIn(TailIn):
    name = Text(20, error_messages={"required": "请写怎么称呼您。"})


class EraseByReceiptIn(TailIn):
    sure = Flag()


class OneIn(AboutIn):
    """The receipt of the other record with its four digits."""

    other_receipt = Text(20, error_messages={"required": "请填另一张收据上的编号。"})
    other_tail = Text(20, error_messages={"required": "请填另一张收据的四位数。"})


class OwnWantedIn(WantedIn):
    """The phone that sent the matter is known by its cookie and asked for no digits."""

    tail = Text(20, least=0)


class LinkOut(Out):
    """Where a step leads, from its pair of words and address."""

    label = fields.String()
    url = fields.String()

    def get_attribute(self, obj: tuple[str, str], attr: str, default: Any) -> str:
        label, url = obj
        return label if attr == "label" else url


class StepOut(Out):
    """One step of a trail; `state` is done, now or todo."""

    label = fields.String()
    state = fields.String(metadata={"enum": ["done", "now", "todo"]})
    at = Moment(allow_none=True)
    at_label = fields.String()
    note = fields.String()
    links = fields.List(fields.Nested(LinkOut))


class NewsOut(Out):
    """What the proposer was told."""

    title = fields.String()
    text = fields.String()
    url = fields.String()
    at = Moment()


class HeldOut(Out):
    """One thing that is held about somebody; `is_open`: their name is needed for it."""

    label = fields.String()
    text = fields.String()
    at = Moment()
    is_open = fields.Boolean()


class AboutOut(Out):
    """What is held about the person of a receipt, as far as it goes: `others` says how much more there is elsewhere.

    `wished_at`: when they asked to be erased; `kept_until`: none while something is open.
    """

    name = fields.String()
    phone = fields.String()
    lines = fields.List(fields.Nested(HeldOut))
    others = fields.Integer()
    may_change = fields.Boolean()
    wished_at = Moment(allow_none=True)
    kept_until = fields.Date(allow_none=True)


class TrailOut(Out):
    """All steps in their order, and what the proposer was told, the latest first."""

    steps = fields.List(fields.Nested(StepOut))
    news = fields.List(fields.Nested(NewsOut))
