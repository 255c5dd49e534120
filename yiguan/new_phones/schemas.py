from marshmallow import fields

from yiguan.base.fields import Choice, Flag, In, Moment, Out, Text, asked
from yiguan.new_phones.states import MoveState


class TypedIn(In):
    code = Text(40, least=0)


class SameIn(In):
    """Whether the one of this name on the new phone is the same person."""

    same = Flag()


class PersonIn(In):
    person = Text(20)


class TokenIn(In):
    """The cookie of the new phone."""

    token = Text(40)
    same = Flag()


class AskIn(In):
    note = Text(
        200,
        least=4,
        metadata=asked("为什么要换、怎么认出本人的", "同事看了才好确认，也留在记录里。"),
        error_messages={"required": "请写一句为什么要换、怎么认出本人的。"},
    )


class WhyIn(In):
    note = Text(
        200,
        least=4,
        metadata=asked("为什么", "同事会看到，也留在记录里。"),
        error_messages={"required": "请写一句原因，留在记录里。"},
    )


class MoveOut(Out):
    """A move; `id` is text, since 62 bits do not fit into a JavaScript number. `code` is shown only to who asked, after
    somebody else has confirmed, and while it is valid.
    """

    id = fields.String()
    state = Choice(MoveState)
    version = fields.Integer()
    until = Moment()
    code = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
