from typing import Any

from marshmallow import RAISE, fields, pre_load, validate

from yiguan.base.fields import Choice, Day, In, Moment, Out, Text
from yiguan.minutes.states import ConsensusKind, MinutesState

MOST_ITEMS = 30


class ConsensusIn(In):
    """One agreed point; `unit` is the code of the unit responsible."""

    kind = Choice(ConsensusKind)
    text = Text(1000, lines=True)
    unit = Text(8, least=0, allow_none=True)
    due_on = Day(load_default=None, allow_none=True)
    dissent = Text(500, least=0)

    @pre_load
    def blank_is_missing(self, data: Any, **kwargs: Any) -> Any:
        """A form sends its empty fields too."""
        return {key: value for key, value in data.items() if value != ""} if isinstance(data, dict) else data


class MinutesIn(In):
    summary = Text(5000, least=10, lines=True)
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
    unit = Text(8, allow_none=True)
    due_on = Day(allow_none=True)
    dissent = Text(500)


class MinutesOut(Out):
    """What a program reads; `digest` is the SM3 of the locked text, empty before it is confirmed."""

    meeting = Text(5)
    state = Choice(MinutesState)
    summary = Text(5000)
    items = fields.List(fields.Nested(ConsensusOut))
    digest = Text(64)
    confirmed_at = Moment(allow_none=True)
    version = fields.Integer()


class PublicItemOut(Out):
    """An agreed point as everybody reads it."""

    kind = fields.String(attribute="kind.label")
    text = fields.String()
    unit = fields.String(attribute="unit.short_name")
    due_on = fields.Date()
    dissent = fields.String()
