from typing import Any

from marshmallow import fields

from yiguan.base.fields import Moment, Out, Text
from yiguan.notifications.schemas import WantedIn


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


class TrailOut(Out):
    """All steps in their order, and what the proposer was told, the latest first."""

    steps = fields.List(fields.Nested(StepOut))
    news = fields.List(fields.Nested(NewsOut))
