from datetime import date, timedelta
from typing import Any

from marshmallow import ValidationError, validate, validates, validates_schema

from yiguan.base import clock
from yiguan.base.fields import Choice, Day, Flag, In, Phone, Text, Word
from yiguan.documents.states import Spreadsheet
from yiguan.people.states import AffiliationKind, Role, Scope

LONGEST = timedelta(days=366)
"""Of a token."""
NAME = "请写姓名。"
AFFILIATION = "请写名称；从这天起不属于了，就勾上、把名称空着。"
USERNAME = validate.Regexp(r"^[A-Za-z0-9._-]{3,40}$", error="账号名是3到40个英文字母或数字，例如 xf1。")


class TrailIn(In):
    """What the trail is searched by; empty fields search for nothing."""

    who = Text(40, least=0)
    subject = Text(40, least=0)
    act = Text(40, least=0)
    since = Day(load_default=None)
    until = Day(load_default=None)


class ExportIn(TrailIn):
    kind = Choice(Spreadsheet)


class PersonIn(In):
    name = Text(30, least=2, error_messages={"required": NAME})
    phone = Phone()


class AppointmentIn(In):
    """An empty first day is today, an empty last one is none."""

    unit = Text(8, error_messages={"required": "请选单位。"})
    role = Choice(Role, error_messages={"required": "请选职务。"})
    title = Text(40, least=0)
    starts_on = Day(load_default=None)
    ends_on = Day(load_default=None)


class NewcomerIn(PersonIn, AppointmentIn):
    """`another` says that somebody else of this name is meant."""

    another = Flag()


class AffiliationIn(In):
    """From which day on; `ended` says that there is none."""

    kind = Choice(AffiliationKind, required=False, load_default=AffiliationKind.SECTOR)
    affiliation = Text(20, least=0)
    since = Day(required=True, error_messages={"required": "请写从哪天起。"})
    ended = Flag()

    @validates_schema
    def one_of_two(self, data: dict[str, Any], **kwargs: Any) -> None:
        if bool(data["affiliation"]) == data["ended"]:
            raise ValidationError({"affiliation": [AFFILIATION]})


class EndIn(In):
    ends_on = Day(required=True)


class TermIn(EndIn):
    """The last day of a term; `name` is the next term's where none is kept yet."""

    name = Text(20, least=0)
    confirmed = Flag()


class HandOverIn(PersonIn):
    """The last day of whoever leaves, and who comes."""

    ends_on = Day(required=True)


class RosterIn(In):
    lines = Text(100_000, lines=True, error_messages={"required": "请选一个表格，或者把名单写在下面。"})
    confirmed = Flag()


class PeopleIn(In):
    """What people are looked for by."""

    name = Text(30, least=0)
    unit = Text(8, least=0)
    show = Word(("current", "ended", "without"), lenient=True, load_default=None)


class AccountIn(In):
    username = Text(40, validate=USERNAME, error_messages={"required": "请写账号名。"})


class TokenIn(In):
    """Whose rights a program gets, for what, and the last day."""

    username = Text(40, error_messages={"required": "请写账号名。"})
    label = Text(40, error_messages={"required": "请写给哪个程序用，以后认得出来。"})
    scopes = Choice(Scope)
    until = Day(required=True, error_messages={"required": "请写到哪天为止，最长一年。"})

    @validates("until")
    def soon(self, day: date, **kwargs: Any) -> None:
        if not clock.today() <= day <= clock.today() + LONGEST:
            raise ValidationError("请填今天以后、一年以内的日子。")
