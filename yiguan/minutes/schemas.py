from collections.abc import Sequence
from typing import Any, NamedTuple

from marshmallow import RAISE, fields, pre_load, validate

from yiguan.base.fields import ABSENT, AS_TEXT, Choice, Day, In, Moment, Out, Text
from yiguan.meetings.models import MeetingTopic
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import ConsensusKind, MinutesState

MOST_ITEMS = 30


class ConsensusIn(In):
    """One agreed point; `unit` is the code of the unit responsible."""

    kind = Choice(ConsensusKind)
    text = Text(1000, lines=True, goes_public=True)
    unit = Text(8, least=0, allow_none=True)
    due_on = Day(load_default=None, allow_none=True)
    dissent = Text(500, least=0, goes_public=True)

    @pre_load
    def blank_is_missing(self, data: Any, **kwargs: Any) -> Any:
        """A form sends its empty fields too."""
        return {key: value for key, value in data.items() if value != ""} if isinstance(data, dict) else data


class MinutesIn(In):
    summary = Text(5000, least=10, lines=True, goes_public=True)
    items = fields.List(
        fields.Nested(ConsensusIn, unknown=RAISE),
        load_default=list,
        validate=validate.Length(max=MOST_ITEMS, error=f"最多写{MOST_ITEMS}条，请把相近的并成一条。"),
    )


class ReturnMinutesIn(In):
    note = Text(500, lines=True, error_messages={"required": "请写要改哪里。"})


class ConsensusOut(Out):
    kind = Choice(ConsensusKind)
    text = Text(1000)
    unit = fields.Function(lambda item: item.unit.code if item.unit else None, allow_none=True, metadata=AS_TEXT)
    due_on = Day(allow_none=True)
    dissent = Text(500)


class InRoundOut(Out):
    """A topic that was deliberated, and in which round of its consultation."""

    topic = fields.String(attribute="topic.code")
    round = fields.Integer()


class WholeMinutes(NamedTuple):
    """Minutes with what was agreed, and on which topics."""

    minutes: Minutes
    items: Sequence[ConsensusItem]
    topics: Sequence[MeetingTopic]


class MinutesOut(Out):
    """What a program reads; `digest` is the SM3 of the locked text, empty before it is confirmed."""

    term = fields.Integer(attribute="term.number", metadata=ABSENT)
    meeting = Text(5, attribute="meeting.code")
    state = Choice(MinutesState)
    topics = fields.List(fields.Nested(InRoundOut))
    summary = Text(5000)
    items = fields.List(fields.Nested(ConsensusOut))
    digest = Text(64)
    confirmed_at = Moment(allow_none=True)
    version = fields.Integer()

    def get_attribute(self, obj: WholeMinutes, attr: str, default: Any) -> Any:
        return super().get_attribute(obj if attr in ("items", "topics") else obj.minutes, attr, default)


class PublicItemOut(Out):
    """An agreed point as everybody reads it."""

    kind = fields.String(attribute="kind.label")
    text = fields.String()
    unit = fields.String(attribute="unit.short_name", metadata=ABSENT)
    due_on = fields.Date(allow_none=True)
    dissent = fields.String()


class PublicMinutesOut(Out):
    """What minutes bring to a topic's public page."""

    consensus = fields.List(fields.Nested(PublicItemOut))
