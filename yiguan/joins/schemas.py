import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from yiguan.base.fields import AS_TEXT, Choice, In, Moment, Out, Text, asked
from yiguan.joins.states import JoinState

NUMBER = re.compile("[0-9]{1,19}")
CHOOSE = "请选两条记录。"


class Record(fields.Field[int]):
    """The number of a person's record. It is sent as text, since 62 bits do not fit into a JavaScript number."""

    def __init__(self) -> None:
        super().__init__(required=True, error_messages={"required": CHOOSE, "null": CHOOSE}, metadata=AS_TEXT)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not (isinstance(value, str) and NUMBER.fullmatch(value) and int(value) < 2**63):
            raise ValidationError(CHOOSE)
        return int(value)


class FirstIn(In):
    """The record with which another is to be compared."""

    person = Record()


class SearchIn(In):
    """Names as they are written, or receipts, with a space between them; nothing is found by a part of a name."""

    q = Text(80, error_messages={"required": "请写姓名或者收据编号，两条记录的写在一起，中间空一格。"})


class PairIn(In):
    """The two records."""

    person = Record()
    other = Record()


class AskIn(PairIn):
    note = Text(
        200,
        least=4,
        metadata=asked("凭什么认出是同一个人", "同事看了才好确认，也留在记录里。"),
        error_messages={"required": "请写一句凭什么认出是同一个人。只凭同名不行。"},
    )


class PartIn(In):
    note = Text(
        200,
        least=4,
        metadata=asked("为什么分开", "留在记录里，本人也会看到。"),
        error_messages={"required": "请写一句为什么分开，留在记录里。"},
    )


class JoinOut(Out):
    """A request to count two records as one person; `joined` says whether they are now."""

    id = fields.Integer()
    state = Choice(JoinState)
    version = fields.Integer()
    until = Moment()
    joined = fields.Boolean()
