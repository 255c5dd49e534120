import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from marshmallow import RAISE, fields, pre_load, validate

from yiguan.base.fields import ABSENT, Choice, Flag, In, Moment, Out, Text, Whole
from yiguan.recommendations.models import Recommendation, RecommendationItem, Revision
from yiguan.recommendations.states import RecommendationState

MOST_ITEMS = 20
MOST_CO_UNITS = 20
TICK = re.compile(r"consensus_([1-9]\d?)|co_unit_([a-z0-9]{1,8})")


class ItemIn(In):
    """One matter. It may be unfinished in a draft; `consensus` are numbers of the minutes' items it rests on.

    `unit` is the code of the unit that shall answer, `co_units` are those of the units that shall help it.
    """

    problem = Text(1000, least=0, lines=True, goes_public=True)
    analysis = Text(2000, least=0, lines=True, goes_public=True)
    advice = Text(2000, least=0, lines=True, goes_public=True)
    unit = Text(8, least=0, allow_none=True)
    co_units = fields.List(
        Text(8),
        load_default=list,
        validate=validate.Length(max=MOST_CO_UNITS, error=f"一条最多选{MOST_CO_UNITS}个协办单位。"),
    )
    topic = Flag()
    minutes = Flag()
    consensus = fields.List(Whole(1, 99), load_default=list, validate=validate.Length(max=99))

    @pre_load
    def gather_ticks(self, data: Any, **kwargs: Any) -> Any:
        """A form ticks each item of the minutes and each unit by itself: `consensus_3`, `co_unit_zjj`."""
        if not isinstance(data, dict):
            return data
        ticks = [found for key in data if (found := TICK.fullmatch(key))]
        consensus, co_units = [int(one[1]) for one in ticks if one[1]], [one[2].upper() for one in ticks if one[2]]
        plain = {key: value for key, value in data.items() if value != "" and not TICK.fullmatch(key)}
        ticked = {"consensus": consensus, "co_units": co_units}
        return plain | {name: values for name, values in ticked.items() if values}


class RecommendationIn(In):
    title = Text(60, least=4, goes_public=True, error_messages={"required": "请写标题。"})
    items = fields.List(
        fields.Nested(ItemIn, unknown=RAISE),
        load_default=list,
        validate=validate.Length(max=MOST_ITEMS, error=f"最多写{MOST_ITEMS}条，请把相近的并成一条。"),
    )


class NewIn(RecommendationIn):
    """`topic` is needed only where a meeting had several."""

    topic = Text(6, least=0)


class NewFromMeetingIn(NewIn):
    meeting = Text(5)


class ReturnIn(In):
    reason = Text(40, error_messages={"required": "请选为什么退回。"})
    note = Text(1000, least=4, lines=True, error_messages={"required": "请写要改哪里。"})


class ApproveIn(In):
    addressee = Text(60, least=2, error_messages={"required": "请写主送哪里。"})


class WithdrawIn(In):
    note = Text(500, least=4, lines=True, error_messages={"required": "请写为什么撤回。"})


class ItemOut(Out):
    problem = Text(1000)
    analysis = Text(2000)
    advice = Text(2000)
    unit = Text(8, allow_none=True)
    co_units = fields.List(Text(8))
    topic = Flag()
    minutes = Flag()
    consensus = fields.List(fields.Integer())


class RevisionOut(Out):
    number = fields.Integer()
    at = Moment()
    text = Text(100_000)
    remarks = Text(2000)
    answered_at = Moment(allow_none=True)


class RecommendationLine(Out):
    """One line of a list."""

    term = fields.Integer(attribute="term.number", metadata=ABSENT)
    id = fields.Integer()
    title = Text(60)
    number = Text(40, allow_none=True)
    state = Choice(RecommendationState)
    unit = Text(8, attribute="unit.code")
    topic = Text(8, attribute="topic.code")
    meeting = Text(8, attribute="meeting.code")
    round = fields.Integer()
    revision = fields.Integer()
    at = Moment()
    version = fields.Integer()


class WholeRecommendation(NamedTuple):
    """A recommendation with what belongs to it."""

    recommendation: Recommendation
    items: Sequence[Mapping[str, Any]]
    revisions: Sequence[Revision]


class RecommendationOut(RecommendationLine):
    """The whole; `digest` is the SM3 of the text frozen at signing."""

    addressee = Text(60)
    signed_name = Text(60)
    signed_at = Moment(allow_none=True)
    digest = Text(64)
    items = fields.List(fields.Nested(ItemOut))
    revisions = fields.List(fields.Nested(RevisionOut))

    def get_attribute(self, obj: WholeRecommendation, attr: str, default: Any) -> Any:
        found = obj if attr in ("items", "revisions") else obj.recommendation
        return super().get_attribute(found, attr, default)


class UnitName(Out):
    short_name = fields.String()


class PublicAdviceOut(Out):
    """One matter as everybody reads it."""

    problem = fields.String()
    advice = fields.String()
    unit = fields.String(attribute="unit.short_name", metadata=ABSENT)
    co_units = fields.List(fields.Pluck(UnitName, "short_name"))


class PublicLetterOut(Out):
    """A signed recommendation with its items, and the round of the consultation that it came from."""

    number = fields.String()
    round = fields.Integer()
    items = fields.List(fields.Nested(PublicAdviceOut))

    def get_attribute(self, obj: tuple[Recommendation, Sequence[RecommendationItem]], attr: str, default: Any) -> Any:
        letter, items = obj
        return items if attr == "items" else super().get_attribute(letter, attr, default)


class PublicLettersOut(Out):
    """What recommendations bring to a topic's public page."""

    recommendations = fields.List(fields.Nested(PublicLetterOut))
