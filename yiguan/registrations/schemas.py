from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from yiguan.base.fields import AS_TEXT, Choice, Flag, In, ListIn, Moment, Out, Phone, Text, Whole, Word
from yiguan.people.states import Role
from yiguan.registrations.queries import shown_name
from yiguan.registrations.states import Door, RegistrationState, Side


class SignUpIn(In):
    """A resident's own form: `person` is a known person of this phone, else `name` is filled in."""

    receipt = Text(300, least=0)
    person = Text(20, least=0)
    name = Text(20, least=0)
    phone = Phone()

    @validates_schema
    def somebody(self, data: dict[str, Any], **kwargs: Any) -> None:
        if not data.get("person") and not data.get("name"):
            raise ValidationError("请留个称呼，再点“报名”。", "name")


class AnswerIn(In):
    """A person's own answer; the personal code says who it is."""

    personal = Text(40, least=0)
    words = Text(200, least=0, lines=True, data_key="note")


class GuestIn(In):
    """One line of a list, or a person entered by staff."""

    name = Text(20, least=2)
    phone = Phone()
    unit_name = Text(40, least=0)


class EntryIn(GuestIn):
    side = Choice(Side, required=False, load_default=Side.RESIDENT)


class NewRegistrationIn(EntryIn):
    """`invited`: the convener invites the person; else staff sign up somebody who wants to come."""

    invited = Flag()
    required = Flag()


class UnitIn(In):
    """Everybody who holds one of the roles at the unit or below it."""

    unit = Text(8)
    role = Choice(Role)
    required = Flag()


class LinesIn(In):
    lines = Text(30_000, lines=True)
    side = Choice(Side)
    required = Flag()
    confirmed = Flag()


class SayIn(In):
    """A person's own words are stored in the record, where they can be erased, and not in the trail."""

    words = Text(200, least=0, lines=True, data_key="note")


class NoteIn(In):
    """The convener's own words, which the person reads."""

    note = Text(200, least=0, lines=True)


class SeatsIn(In):
    capacity = Whole(2, 5000)


class RegistrationsIn(ListIn):
    """All states, when none is asked for."""

    state = Word(RegistrationState)


class RegistrationOut(Out):
    """One line of the list for staff; a resident's name is masked."""

    id = fields.Integer()
    name = fields.Function(lambda line: shown_name(line.person), metadata=AS_TEXT)
    side = Choice(Side)
    door = Choice(Door)
    state = Choice(RegistrationState)
    state_label = fields.String(attribute="state.label")
    required = fields.Boolean()
    place = fields.Integer(allow_none=True)
    unit_name = fields.String()
    reason = fields.String()
    at = Moment()
    version = fields.Integer()
