from typing import Any, NamedTuple

from marshmallow import fields, validate

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade, Result
from yiguan.base.fields import ABSENT, Choice, Flag, In, Moment, Out, Phone, Text, Whole
from yiguan.documents.states import Spreadsheet
from yiguan.meetings.schemas import PartOut


class TapIn(In):
    """The form on the scanned page: `person` is a known person of this phone, else `name` is filled in."""

    receipt = Text(200, least=0)
    person = Text(20, least=0)
    name = Text(20, least=0)
    phone = Phone(tail=True)


class CheckInIn(In):
    receipt = Text(200)
    name = Text(20)
    phone = Phone(tail=True)
    consent = Flag(required=True)


class HandIn(In):
    """A person whom a helper sees (`proxy`), or reads from a paper list afterwards (`paper`)."""

    name = Text(20, least=2)
    phone = Phone(tail=True)
    part = Whole(1, 99, required=False, load_default=1)
    source = Choice(
        CheckInSource,
        required=False,
        load_default=CheckInSource.PROXY,
        validate=validate.OneOf((CheckInSource.PROXY, CheckInSource.PAPER), error="这里只有代签和纸质补录两种。"),
    )


class UndoIn(In):
    reason = Text(40)
    note = Text(200, least=0)


class NumberIn(In):
    number = Text(12, least=0)


class MeetingFacts(Out):
    code = fields.String()
    title = fields.String()
    place = fields.String()
    starts_at = Moment()
    ends_at = Moment()


class CodeOut(Out):
    result = Choice(Result)
    message = fields.String()
    meeting = fields.Nested(MeetingFacts, allow_none=True)
    part = fields.Nested(PartOut, allow_none=True)
    receipt = fields.String(allow_none=True)


class PartCameOut(Out):
    """How many came to one part; a person who came to two counts in both. `present` if leaving is recorded."""

    number = fields.Integer()
    title = fields.String()
    arrived = fields.Integer()
    present = fields.Integer(metadata=ABSENT)


class AttendanceOut(Out):
    """Numbers only; `arrived` counts everybody once."""

    expected = fields.Integer()
    arrived = fields.Integer()
    kinds = fields.Dict(keys=fields.String(), values=fields.Integer())
    grades = fields.Dict(keys=fields.String(), values=fields.Integer())
    parts = fields.List(fields.Nested(PartCameOut))


class Placed(NamedTuple):
    """A check-in with its place among those who came; none where it does not count."""

    row: CheckIn
    number: int | None


class CheckInFacts(Out):
    """A check-in as the person it belongs to may see it."""

    id = fields.Integer()
    part = fields.Integer()
    number = fields.Integer(allow_none=True)
    grade = Choice(Grade)
    source = Choice(CheckInSource)
    at = Moment()

    def get_attribute(self, obj: Placed, attr: str, default: Any) -> Any:
        return super().get_attribute(obj if attr == "number" else obj.row, attr, default)


class DecidedOut(Out):
    result = Choice(Result)
    message = fields.String()
    meeting = fields.String()
    check_in = fields.Nested(CheckInFacts, allow_none=True)


class Named(NamedTuple):
    """A scan with the name as the reader may see it."""

    row: CheckIn
    name: str


class CheckInOut(Out):
    """One scan for staff; the name is masked. A row with `settles` is not a scan: it says who that unclear scan was."""

    id = fields.Integer()
    part = fields.Integer()
    name = fields.String()
    state = Choice(CheckInState)
    result = Choice(Result)
    grade = Choice(Grade)
    source = Choice(CheckInSource)
    at = Moment()
    settles = fields.Integer(attribute="settles_id", allow_none=True)

    def get_attribute(self, obj: Named, attr: str, default: Any) -> Any:
        return super().get_attribute(obj if attr == "name" else obj.row, attr, default)


class ExportIn(In):
    kind = Choice(Spreadsheet)
