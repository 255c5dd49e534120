from collections.abc import Sequence
from typing import Any, NamedTuple

from marshmallow import RAISE, fields, validate

from yiguan.base.fields import ABSENT, Choice, Day, In, Moment, Out, Text, Whole, asked
from yiguan.handling.models import Handling, HandlingEntry, Reply
from yiguan.handling.states import CONTACTS, PRESSING, AnswerClass, EntryKind, FileUse, HandlingState, Openness, Span

MOST_ITEMS, MOST_DAYS = 20, 60
UNIT = asked("主办单位", "由这个单位牵头答复。", empty="现在没有可以交办的单位。请先在“单位”里加。")


class DispatchIn(In):
    """`unit` is the code of the lead unit; `paper` is the number of the 交办通知, if it went out on paper too."""

    unit = Text(8, metadata=UNIT, error_messages={"required": "请选由哪个单位主办。"})
    span = Choice(Span, metadata=asked("多久答复", "从交办的第二天算起，页面会写明哪天到期、怎么算的。"))
    day = Day(load_default=None, metadata=asked("定哪个日子", "上面选“定一个日子”的，在这里写；别的空着。"))
    paper = Text(60, least=0, metadata=asked("交办通知的文号", "另外发了纸质通知的，写上文号，方便对。"))


class ObjectIn(In):
    note = Text(500, least=4, lines=True, metadata=asked("为什么不该由你们办", "写明依据，最好写明该由哪家办。"))


class RedispatchIn(In):
    unit = Text(8, metadata=UNIT, error_messages={"required": "请选由哪个单位主办。"})
    note = Text(500, least=4, lines=True, metadata=asked("为什么这样定", "两个单位都会看到。"))


class UpholdIn(In):
    note = Text(500, least=4, lines=True, metadata=asked("为什么还由他们办", "承办单位会看到。"))


class ExtensionIn(In):
    days = Whole(1, MOST_DAYS, metadata=asked("要延几天", f"只能延一次，最多{MOST_DAYS}天。"))
    note = Text(200, least=4, metadata=asked("为什么来不及", "写明办到哪一步、卡在哪里。不要写居民的姓名和电话。"))


class DecideIn(In):
    note = Text(200, least=4, metadata=asked("您的意见", "承办单位会看到。不要写居民的姓名和电话。"))


class PauseIn(In):
    note = Text(200, least=4, metadata=asked("等什么", "比如等居民补材料、等市里批。到期日会写明停了哪几天。"))


class EscalateIn(In):
    note = Text(500, least=4, lines=True, metadata=asked("报到哪里、为什么", "反映的人会看到这件事已经报到市里。"))


class ContactIn(In):
    kind = Choice(EntryKind, validate=validate.OneOf(CONTACTS, error="请从这几项里选。"), metadata=asked("怎么联系的"))
    day = Day(required=True, metadata=asked("哪一天"))
    text = Text(500, least=2, lines=True, metadata=asked("和谁、说了什么", "居民的姓名和电话不用写。"))


class PressIn(In):
    kind = Choice(EntryKind, validate=validate.OneOf(PRESSING, error="请从这几项里选。"), metadata=asked("怎么催的"))
    day = Day(required=True, metadata=asked("哪一天"))
    text = Text(500, least=2, lines=True, metadata=asked("催了什么", "承办单位会收到这段话。"))


class InstructIn(In):
    day = Day(required=True, metadata=asked("哪一天批的"))
    text = Text(1000, least=2, lines=True, metadata=asked("哪位领导、批了什么", "只在内部看，不公开，数进年度报告。"))


class AnswerIn(In):
    """The answer to one item, perhaps unfinished; `position` is the item's number in its paper."""

    position = Whole(1, 99)
    answer_class = Choice(AnswerClass, required=False, load_default=None, allow_none=True)
    text = Text(4000, least=0, lines=True, goes_public=True)
    promised_on = Day(load_default=None, allow_none=True)


class ReplyIn(In):
    opening = Text(1000, least=0, lines=True, goes_public=True)
    openness = Choice(Openness, required=False, load_default=None, allow_none=True)
    openness_reason = Text(200, least=0)
    answers = fields.List(
        fields.Nested(AnswerIn, unknown=RAISE), load_default=list, validate=validate.Length(max=MOST_ITEMS)
    )


class ClerkIn(In):
    name = Text(20, least=2, metadata=asked("您的姓名"))


class CountersignIn(In):
    note = Text(500, least=0, lines=True, metadata=asked("想补充的话", "没有就空着。"))


class WaiveIn(In):
    unit = Text(8, metadata=asked("不等哪个单位", empty="会办单位都会签过了。"))
    note = Text(500, least=4, lines=True, metadata=asked("为什么不等", "会写在审签单上。"))


class CheckIn(In):
    """`leader` is the number of the district leader who signs off, as text: it is too long for numbers of programs."""

    leader = Text(20, metadata=asked("请哪位区领导审签", empty="还没有区领导的账号。请先在“人员”里加。"))


class SignedIn(In):
    name = Text(20, least=2, metadata=asked("谁签的", "签字件上的姓名，写全。"))
    day = Day(required=True, metadata=asked("纸上签的日子"))


class SignedOffIn(In):
    day = Day(required=True, metadata=asked("纸上签的日子"))


class FileIn(In):
    use = Choice(FileUse, metadata=asked("这是什么"))


class ReturnIn(In):
    note = Text(1000, least=4, lines=True, metadata=asked("要他们怎么改", "写明第几条、改什么。这一稿会原样留着。"))


class KeepIn(In):
    note = Text(500, least=4, lines=True, metadata=asked("看到了什么", "谁去看的、什么时候、办成什么样。"))


class ItemOut(Out):
    position = fields.Integer()
    text = fields.String()
    co_units = fields.List(fields.Pluck("UnitCode", "code"))


class UnitCode(Out):
    code = fields.String()


class AnswerOut(Out):
    position = fields.Integer(attribute="item.position")
    answer_class = Choice(AnswerClass, allow_none=True)
    text = fields.String()
    promised_on = Day(allow_none=True)


class FileOut(Out):
    """A file of a version: its SM3 is `digest`; it is read on the page."""

    use = Choice(FileUse)
    title = fields.String(attribute="attachment.title")
    size = fields.Integer(attribute="attachment.size")
    digest = fields.String(attribute="attachment.digest")
    at = Moment()


class ReplyOut(Out):
    """One version; `digest` is the SM3 of the text that both signed."""

    version = fields.Integer()
    opening = fields.String()
    openness = Choice(Openness)
    openness_reason = fields.String()
    drafted_at = Moment(allow_none=True)
    remarks = fields.String()
    returned_at = Moment(allow_none=True)
    number = fields.String(allow_none=True)
    sent_at = Moment(allow_none=True)
    digest = fields.String(attribute="signature.digest", metadata=ABSENT)
    answers = fields.List(fields.Nested(AnswerOut))
    files = fields.List(fields.Nested(FileOut), attribute="kept_files")


class EntryOut(Out):
    kind = Choice(EntryKind)
    day = Day()
    text = fields.String()


class HandlingLine(Out):
    """One line of a list. `unit` is the lead unit, absent until one is named."""

    term = fields.Integer(attribute="term.number", metadata=ABSENT)
    id = fields.Integer()
    title = fields.String()
    source = fields.String()
    state = Choice(HandlingState)
    sender = fields.String(attribute="sender.code")
    unit = fields.String(attribute="unit.code", metadata=ABSENT)
    due_on = Day(allow_none=True)
    promised_on = Day(allow_none=True)
    disputes = fields.Integer()
    dispatched_at = Moment(allow_none=True)
    version = fields.Integer()


class WholeHandling(NamedTuple):
    handling: Handling
    replies: Sequence[Reply]
    entries: Sequence[HandlingEntry]


class HandlingOut(HandlingLine):
    """A case with its items, every version of the answer, and what was noted on it."""

    paper = fields.String()
    items = fields.List(fields.Nested(ItemOut))
    replies = fields.List(fields.Nested(ReplyOut))
    entries = fields.List(fields.Nested(EntryOut))

    def get_attribute(self, obj: WholeHandling, attr: str, default: Any) -> Any:
        found = obj if attr in ("replies", "entries") else obj.handling
        return super().get_attribute(found, attr, default)
