from datetime import date

from marshmallow import ValidationError, fields, validates

from yiguan.base import clock
from yiguan.base.fields import ABSENT, Choice, Day, In, ListIn, Moment, Out, Text, Whole, Word, asked
from yiguan.topics.states import TopicLevel, TopicSource, TopicState


class TopicIn(In):
    """What a topic says; who is affected and where may wait until it is submitted."""

    title = Text(50, goes_public=True, error_messages={"required": "请写题目。"})
    problem = Text(2000, lines=True, goes_public=True, error_messages={"required": "请写是什么事。"})
    affected = Text(200, least=0, goes_public=True)
    place = Text(60, least=0, goes_public=True)
    field = Text(20, least=0)
    source = Choice(TopicSource, required=False, load_default=TopicSource.STATION_FOUND)
    level = Choice(TopicLevel, required=False, load_default=TopicLevel.STATION)


class NewTopicIn(TopicIn):
    unit = Text(8, error_messages={"required": "请选哪个站。"})


TO_ALL = asked("写给站点和反映人的话", "会一字不差地给他们看，请写清下一步怎么办。")


class WordsIn(In):
    note = Text(500, lines=True, data_key="text", metadata=TO_ALL, error_messages={"required": "请写几句话。"})


class ReasonIn(In):
    """A listed reason and a text of one's own; both reach the people concerned."""

    reason = Text(40, metadata=asked("理由"), error_messages={"required": "请选一个理由。"})
    note = Text(
        500,
        lines=True,
        data_key="text",
        metadata=TO_ALL,
        error_messages={"required": "请写几句话，站点和反映人会看到。"},
    )


class DeferIn(In):
    reason = Text(40, metadata=asked("理由"), error_messages={"required": "请选一个理由。"})
    until = Day(required=True, metadata=asked("哪天再审"), error_messages={"required": "请填哪天再审。"})
    note = Text(
        500,
        lines=True,
        data_key="text",
        metadata=TO_ALL,
        error_messages={"required": "请写几句话，站点和反映人会看到。"},
    )

    @validates("until")
    def lies_ahead(self, value: date, data_key: str) -> None:
        if value <= clock.today():
            raise ValidationError("请填今天以后的日期，到时候再审。")


class MergeIn(In):
    """`into` is the main topic's number in the system."""

    into = Whole(
        1,
        2**53,
        metadata=asked("并入哪个议题", empty="本站没有别的在办议题可以并进去。"),
        error_messages={"required": "请选并入哪个议题。"},
    )
    note = Text(
        500,
        lines=True,
        data_key="text",
        metadata=TO_ALL,
        error_messages={"required": "请写几句话，反映人会看到。"},
    )


class AcceptIn(In):
    topic = Whole(1, 2**53, error_messages={"required": "请先选一个议题。"})


class TopicsIn(ListIn):
    """All states, when none is asked for."""

    state = Word(TopicState, lenient=True)


class TopicOut(Out):
    term = fields.Integer(attribute="term.number", metadata=ABSENT)
    id = fields.Integer()
    code = fields.String()
    number = fields.String(allow_none=True)
    unit = fields.String(attribute="unit.code")
    title = fields.String()
    problem = fields.String()
    affected = fields.String()
    place = fields.String()
    field = fields.String()
    source = Choice(TopicSource)
    level = Choice(TopicLevel)
    state = Choice(TopicState)
    state_label = fields.String(attribute="state.label")
    merged_into = fields.Integer(attribute="merged_into_id", allow_none=True)
    round = fields.Integer()
    deferred_until = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True)
    at = Moment()
    version = fields.Integer()
