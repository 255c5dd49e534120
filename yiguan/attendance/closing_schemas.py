from typing import Any, NamedTuple

from marshmallow import fields

from yiguan.attendance.models import HelperLink
from yiguan.attendance.states import BurstKind, CheckInSource, Grade, Result
from yiguan.base.fields import Choice, Moment, Out
from yiguan.meetings.states import MeetingState


class SettledOut(Out):
    result = Choice(Result)
    message = fields.String()


class LineOut(Out):
    """One line of the equation: scans + missing = scans made on that device."""

    label = fields.String()
    made = fields.Integer(allow_none=True)
    scans = fields.Integer()
    states = fields.Dict(keys=fields.String(), values=fields.Integer())
    missing = fields.Integer()


class CameOut(Out):
    """How many came to one part of a meeting."""

    label = fields.String()
    arrived = fields.Integer()


class UnresolvedOut(Out):
    """An unclear scan; its text is shown only on the page where it is settled."""

    id = fields.Integer()
    at = Moment()
    source = Choice(CheckInSource)
    grade = Choice(Grade)


class BurstOut(Out):
    """`subject` identifies it for approve and undo; it is text, since 62 bits do not fit into a JavaScript number."""

    kind = Choice(BurstKind)
    subject = fields.String()
    title = fields.String()
    size = fields.Integer()
    reviewed = fields.Boolean()
    check_ins = fields.List(fields.Integer())


class ClosedOut(Out):
    at = Moment()
    note = fields.String()


class CorrectionOut(Out):
    """A change after the closing: a scan that arrived later, or an undone check-in."""

    at = Moment()
    word = fields.String()
    check_in = fields.Integer()


class SheetOut(Out):
    meeting = fields.String()
    state = Choice(MeetingState)
    version = fields.Integer()
    arrived = fields.Integer()
    capacity = fields.Integer()
    kinds = fields.Dict(keys=fields.String(), values=fields.Integer())
    grades = fields.Dict(keys=fields.String(), values=fields.Integer())
    parts = fields.List(fields.Nested(CameOut))
    lines = fields.List(fields.Nested(LineOut))
    total = fields.Nested(LineOut)
    missing = fields.List(fields.Nested(LineOut))
    unresolved = fields.List(fields.Nested(UnresolvedOut))
    bursts = fields.List(fields.Nested(BurstOut))
    corrections = fields.List(fields.Nested(CorrectionOut))
    closed = fields.Nested(ClosedOut, allow_none=True)


class UndoneOut(Out):
    undone = fields.Integer()


class LinkOut(Out):
    """A helper link; `link` is text, since 62 bits do not fit into a JavaScript number."""

    link = fields.String(attribute="id")
    until = Moment()
    shown = fields.Boolean()
    failures = fields.Integer()
    revoked_at = Moment(allow_none=True)


class LinksOut(Out):
    items = fields.List(fields.Nested(LinkOut))


class NewLink(NamedTuple):
    link: HelperLink
    address: str


class NewLinkOut(LinkOut):
    """With its address, which is sent only once; a program that lost it makes another link."""

    address = fields.String()

    def get_attribute(self, obj: NewLink, attr: str, default: Any) -> Any:
        return super().get_attribute(obj if attr == "address" else obj.link, attr, default)
