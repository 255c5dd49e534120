from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from marshmallow import fields, pre_load, validate

from yiguan.attachments.states import ScanState
from yiguan.base.fields import ABSENT, Choice, Flag, In, ListIn, Moment, Out, Text, Whole, Word
from yiguan.meetings.models import AgendaItem, Meeting, MeetingTopic
from yiguan.meetings.parts import Part
from yiguan.meetings.queries import VIEWS
from yiguan.meetings.states import Attendance, MeetingKind, MeetingState
from yiguan.organisation.models import Unit

MOST_HOSTS = 12
TOO_MANY = f"最多和{MOST_HOSTS}个单位一起办。"
TICK = "co_host_"


class TopicCode(Text):
    """A topic by its code; a form's tick arrives as a row that holds it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return super()._deserialize(value.get("code") if isinstance(value, dict) else value, attr, data, **kwargs)


class AgendaIn(In):
    title = Text(80)
    minutes = Whole(1, 480)
    topic = Text(6, least=0)


class PartIn(In):
    title = Text(40, error_messages={"required": "请写这一段叫什么。"})
    place = Text(80, least=0)
    starts_at = Moment(required=True, error_messages={"required": "请选这一段几点开始。"})
    minutes = Whole(5, 600)


class MeetingIn(In):
    """A meeting as it is planned. `minutes` is its length; `co_hosts` are codes of units that hold it too; `topics` are
    codes of approved topics of the units; `parts` are none, or two and more."""

    kind = Choice(MeetingKind)
    title = Text(50, least=4, goes_public=True, error_messages={"required": "请写会的名称。"})
    place = Text(80, least=2, goes_public=True, error_messages={"required": "请写在哪里开。"})
    starts_at = Moment(required=True, error_messages={"required": "请选开始的日期和时间。"})
    minutes = Whole(15, 600)
    capacity = Whole(2, 5000)
    attendance = Choice(Attendance)
    host = Text(60, least=0)
    printed_code = Flag()
    listed_only = Flag()
    tracks_exit = Flag()
    co_hosts = fields.List(Text(8), load_default=None, validate=validate.Length(max=MOST_HOSTS, error=TOO_MANY))
    topics = fields.List(TopicCode(6), load_default=list)
    agenda = fields.List(fields.Nested(AgendaIn), load_default=list)
    parts = fields.List(
        fields.Nested(PartIn), load_default=list, validate=validate.Length(max=12, error="一场会最多分12段。")
    )

    @pre_load
    def gather_ticks(self, data: Any, **kwargs: Any) -> Any:
        """A form ticks each unit by itself, `co_host_xf`, and says by `co_host_` that it asks; else all stay."""
        names = [key for key in data if key.startswith(TICK)] if isinstance(data, dict) else []
        codes = [name.removeprefix(TICK).upper() for name in names if name != TICK]
        return {**data, "co_hosts": codes} if names else data


class NewMeetingIn(MeetingIn):
    unit = Text(8)


class ReasonIn(In):
    """A listed reason and the words the people concerned will read."""

    reason = Text(40, error_messages={"required": "请选一个原因。"})
    note = Text(500, least=4, lines=True, error_messages={"required": "请写几句话，大家会看到。"})


class PostponeIn(ReasonIn):
    starts_at = Moment(required=True, error_messages={"required": "请选开始的日期和时间。"})
    place = Text(80, least=0)


class MeetingsIn(ListIn):
    view = Word(VIEWS, load_default="ahead")


class CodeName(Out):
    code = fields.String()
    name = fields.String()


class TopicOut(Out):
    """`round`: the first consultation of the topic, or the one after it was opened again."""

    code = fields.String(attribute="topic.code")
    number = fields.String(attribute="topic.number", allow_none=True)
    title = fields.String(attribute="topic.title")
    round = fields.Integer()


class AgendaOut(Out):
    title = fields.String()
    minutes = fields.Integer()


class PartOut(Out):
    number = fields.Integer()
    title = fields.String()
    place = fields.String()
    starts_at = Moment()
    ends_at = Moment()


class PaperOut(Out):
    """A document of a meeting; `digest` is its SM3."""

    number = fields.Integer(attribute="position")
    title = fields.String(attribute="attachment.title")
    media_type = fields.String(attribute="attachment.media_type")
    size = fields.Integer(attribute="attachment.size")
    digest = fields.String(attribute="attachment.digest")
    scan = Choice(ScanState, attribute="attachment.scan")
    at = Moment()


class PapersOut(Out):
    papers = fields.List(fields.Nested(PaperOut))


class MeetingOut(Out):
    term = fields.Integer(attribute="term.number", metadata=ABSENT)
    code = fields.String()
    unit = fields.Nested(CodeName)
    kind = Choice(MeetingKind)
    title = fields.String()
    place = fields.String()
    starts_at = Moment()
    ends_at = Moment()
    capacity = fields.Integer()
    attendance = Choice(Attendance)
    host = fields.String()
    printed_code = fields.Boolean()
    listed_only = fields.Boolean()
    tracks_exit = fields.Boolean()
    state = Choice(MeetingState)
    state_label = fields.String(attribute="state.label")
    postponed_from = Moment(allow_none=True)
    version = fields.Integer()


class WholeMeeting(NamedTuple):
    """A meeting with what belongs to it."""

    meeting: Meeting
    co_hosts: Sequence[Unit]
    topics: Sequence[MeetingTopic]
    agenda: Sequence[AgendaItem]
    parts: Sequence[Part]


class MeetingWholeOut(MeetingOut):
    co_hosts = fields.List(fields.Nested(CodeName))
    topics = fields.List(fields.Nested(TopicOut))
    agenda = fields.List(fields.Nested(AgendaOut))
    parts = fields.List(fields.Nested(PartOut))

    def get_attribute(self, obj: WholeMeeting, attr: str, default: Any) -> Any:
        found = obj if attr in ("co_hosts", "topics", "agenda", "parts") else obj.meeting
        return super().get_attribute(found, attr, default)
