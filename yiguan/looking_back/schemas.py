from marshmallow import fields

from yiguan.base.fields import Choice, Day, In, Out, Text
from yiguan.looking_back.states import LookCause, Outcome, Seen
from yiguan.ratings.schemas import AskedIn, OpenIn


class LookIn(OpenIn):
    seen = Choice(Seen, error_messages={"required": "请点一下：好了、部分好了，还是没有。"})
    note = Text(500, least=0, lines=True)


class AskedLookIn(AskedIn):
    """The same, entered by staff."""

    seen = Choice(Seen, error_messages={"required": "请点一下：好了、部分好了，还是没有。"})
    note = Text(500, least=0, lines=True)


class EvidenceIn(In):
    day = Day(required=True, error_messages={"required": "请写哪一天看到的。"})
    text = Text(500, least=4, lines=True, error_messages={"required": "请写办成了什么样。"})


class LookBackOut(Out):
    """One look-back in figures: people counted once, those who were asked and said nothing apart."""

    reply = fields.String(attribute="look_back.reply.number")
    cause = Choice(LookCause, attribute="look_back.cause")
    outcome = Choice(Outcome, allow_none=True, attribute="look_back.outcome")
    opens_on = Day(attribute="look_back.opens_on")
    closes_on = Day(allow_none=True, attribute="look_back.closes_on")
    asked = fields.Integer(attribute="figures.asked")
    silent = fields.Integer(attribute="figures.silent")
    seen = fields.Dict(keys=fields.String(), values=fields.Integer(), attribute="figures.seen")


class LookBacksOut(Out):
    look_backs = fields.List(fields.Nested(LookBackOut))
