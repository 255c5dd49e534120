from marshmallow import fields

from yiguan.base.fields import Choice, Day, Flag, In, Out, Text
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.states import ReasonKind


class DaysIn(In):
    """Days of one year, a line each; stored only once their preview is confirmed."""

    lines = Text(20_000, lines=True, error_messages={"required": "请写要改的日子，一行一天，或者选一个文件。"})
    confirmed = Flag()


class ShownIn(In):
    """Lines that a link of the page puts into the form."""

    lines = Text(200, least=0, lines=True)


class FromIn(In):
    """The day from which a change is valid."""

    valid_from = Day(required=True, error_messages={"required": "请写从哪天起。"})


class ReasonIn(FromIn):
    label = Text(60, error_messages={"required": "请写理由，例如 天气不好。"})
    hint = Text(200, least=0)


class NewReasonIn(ReasonIn):
    kind = Choice(ReasonKind)


class FieldIn(FromIn):
    label = Text(20, error_messages={"required": "请写叫什么，例如 养老。"})
    words = Text(500, least=0)


class WayIn(In):
    """Which way an entry moves in its list."""

    up = Flag()


class ListedOut(Out):
    """An entry of a list, as it is or will be offered."""

    code = fields.String()
    label = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)


class ReasonOut(ListedOut):
    kind = Choice(ReasonKind)
    kind_label = fields.String(attribute="kind.label")
    hint = fields.String()


class FieldOut(ListedOut):
    words = fields.String()


class DayOut(Out):
    """A day that the district entered over the official calendar."""

    day = fields.Date()
    worked = fields.Boolean()
    name = fields.String()


class ValueIn(FromIn):
    """A parameter's value as it is typed, read by the parameter itself; stored only once its preview is confirmed."""

    value = fields.String(load_default="")
    running = Flag()
    confirmed = Flag()


class WordsIn(FromIn):
    """A notice as it is typed, read by its wording; stored only once its preview is confirmed."""

    title = fields.String(load_default="")
    text = fields.String(load_default="")
    confirmed = Flag()


class WordsOut(Out):
    """The words of a notice as they are today; `blanks` are what the program fills in."""

    name = fields.String()
    label = fields.String()
    kind = Choice(NoticeKind)
    title = fields.String()
    text = fields.String()
    blanks = fields.List(fields.String())


class ParameterOut(Out):
    """A number or choice of the district, as it is today."""

    name = fields.String()
    label = fields.String()
    value = fields.String()
    words = fields.String()
