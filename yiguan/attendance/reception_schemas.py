import re
from itertools import pairwise
from typing import Any

from marshmallow import ValidationError, fields, validate

from yiguan.attendance.states import ALIKE, RECEPTION_SOURCES, BurstKind, CheckInSource, CheckInState, Result, Way
from yiguan.base.fields import AS_TEXT, Choice, Flag, In, Moment, Out, Text, Whole
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.schemas import PartOut as Part

MOST_RECORDS = 1000
MOST_LINES = 200
MOST_NAME = 20
LEAST_DIGITS = 3


class Number(fields.Field[int]):
    """A row's id in a hidden field: text, up to 63 bits."""

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> int:
        text = value if isinstance(value, str) else ""
        if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63):
            raise ValidationError("没有这一条，请刷新再看。")
        return int(text)


class Names(fields.Field[list[str]]):
    """One name per line; blank lines are ignored."""

    def __init__(self, most: int) -> None:
        super().__init__(required=True)
        self.most = most
        self.line = Text(MOST_NAME, least=2)

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> list[str]:
        given = value if isinstance(value, str) else ""
        lines = [line for line in given.splitlines() if line.strip()]
        if not lines:
            raise ValidationError("请至少写一个姓名，一行一个。")
        if len(lines) > self.most:
            raise ValidationError(f"一次最多{self.most}个人，现在有{len(lines)}行，请分几次填。")
        return [self._name(at, line) for at, line in enumerate(lines, start=1)]

    def _name(self, at: int, line: str) -> str:
        try:
            name: str = self.line.deserialize(line)
        except ValidationError as refusal:
            raise ValidationError(f"第{at}行：{''.join(map(str, refusal.messages))}") from refusal
        return name


class PinIn(In):
    pin = Text(6, least=0)
    name = Text(MOST_NAME, least=2)


def check_pin(pin: str) -> None:
    """Raises ValidationError for anything but six digits, and for easily guessed ones (111111, 123456, 121212)."""
    if not re.fullmatch("[0-9]{6}", pin):
        raise ValidationError("口令是 6 位数字，请自己定。")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < LEAST_DIGITS:
        raise ValidationError("这个口令太好猜了，请换六个不连号、不重样的数字。")


class LinkIn(In):
    """The convener chooses the PIN and tells it in person."""

    pin = fields.String(required=True, validate=check_pin)
    shown = Flag()


class WhichIn(In):
    link = Number(required=True)


class DoingIn(In):
    """What the helper scans for: which part, and whether people arrive, leave or return."""

    part = Whole(1, 99, required=False, load_default=None, allow_none=True)
    way = Choice(Way, required=False, load_default=Way.IN)


class ScanIn(DoingIn):
    code = Text(200)


class PersonIn(DoingIn):
    person = Text(20)


class WalkInIn(DoingIn):
    name = Text(MOST_NAME, least=2)


class FamilyIn(DoingIn):
    names = Names(12)
    spoken = Flag()


class PaperIn(In):
    part = Whole(1, 99, required=False, load_default=1)
    names = Names(MOST_LINES)


class SettleIn(In):
    """The person of an unclear scan: one of the list, a new name, or `nothing`; exactly one of the three."""

    person = Text(20, least=0)
    name = Text(MOST_NAME, least=0)
    nothing = Flag()


class BurstIn(In):
    kind = Choice(BurstKind)
    subject = Number(required=True, metadata=AS_TEXT)


class BurstUndoIn(BurstIn):
    kind = Choice(BurstKind, validate=validate.NoneOf(ALIKE, error="可能是同一个人的，请一条一条撤销。"))
    reason = Text(40)
    note = Text(200, least=0)


class CloseIn(In):
    anyway = Flag()


class OneIn(DoingIn):
    """One scan of a program at the check-in desk: a code, a person of the list, or a name."""

    code = Text(200, least=0)
    person = Text(20, least=0)
    name = Text(MOST_NAME, least=0)
    source = Choice(
        CheckInSource,
        required=False,
        load_default=None,
        validate=validate.OneOf((*RECEPTION_SOURCES, CheckInSource.PAPER), error="这里只有签到台的几种签到方式。"),
    )


class BatchIn(In):
    """`sent_at` and the records' times are unverified and read leniently; each record is validated separately."""

    device = Text(40, least=8)
    sent_at = fields.Raw(load_default=None)
    made = Whole(0, 2_000_000_000, required=False, load_default=0)
    records = fields.List(
        fields.Raw(allow_none=True),
        required=True,
        validate=validate.Length(max=MOST_RECORDS, error="一次最多送 1000 条，请分批送；这一批没有收下。"),
    )


class ResultOut(Out):
    key = fields.String(allow_none=True)
    result = Choice(Result)
    state = Choice(CheckInState)
    id = fields.Integer(allow_none=True)
    message = fields.String()
    name = fields.String()


class ResultsOut(Out):
    results = fields.List(fields.Nested(ResultOut))


class PartOut(Part):
    label = fields.String()


class PlaceOut(Out):
    code = fields.String()
    title = fields.String()
    place = fields.String()
    starts_at = Moment()
    ends_at = Moment()
    tracks_exit = fields.Boolean()
    parts = fields.List(fields.Nested(PartOut))

    def get_attribute(self, obj: Meeting, attr: str, default: Any) -> Any:
        return parts.of(obj) if attr == "parts" else super().get_attribute(obj, attr, default)


class GuestOut(Out):
    person = fields.String()
    name = fields.String()
    hint = fields.String()
    code = fields.String()
    here = fields.List(fields.Integer())


class RosterOut(Out):
    meeting = fields.Nested(PlaceOut)
    csrf = fields.String()
    people = fields.List(fields.Nested(GuestOut))
