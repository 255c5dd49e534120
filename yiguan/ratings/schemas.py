from marshmallow import fields, validate

from yiguan.base.fields import Choice, Day, In, Out, Text
from yiguan.leads.schemas import Confirmed
from yiguan.ratings.states import BY_STAFF, Attitude, RatingWay, Satisfaction

NO_WAY = "请选打电话问的，还是当面问的。"


class OpenIn(In):
    """`person` is who of this phone speaks; `receipt` and `tail` prove it on any other phone."""

    receipt = Text(20, least=0)
    tail = Text(12, least=0)
    person = Text(20, least=0)


class RatingIn(OpenIn):
    attitude = Choice(Attitude, error_messages={"required": "请点一下，办事态度怎么样。"})
    result = Choice(Satisfaction, error_messages={"required": "请点一下，办理结果怎么样。"})
    note = Text(500, least=0, lines=True)


class AskedIn(In):
    """`person` was asked by staff in the way named, and heard what was written."""

    person = Text(20, error_messages={"required": "请选问的是谁。"})
    way = Choice(RatingWay, validate=validate.OneOf(BY_STAFF, error=NO_WAY), error_messages={"required": NO_WAY})
    read_back = Confirmed("请把记下的念给本人听一遍，没有记错再勾选。")


class AskedRatingIn(AskedIn):
    """The same, entered by staff."""

    attitude = Choice(Attitude, error_messages={"required": "请点一下，办事态度怎么样。"})
    result = Choice(Satisfaction, error_messages={"required": "请点一下，办理结果怎么样。"})
    note = Text(500, least=0, lines=True)


class CountsOut(Out):
    """How an answer was rated: people counted once, those who were asked and said nothing apart."""

    reply = fields.String()
    asked = fields.Integer()
    rated = fields.Integer()
    silent = fields.Integer()
    attitude = fields.Dict(keys=fields.String(), values=fields.Integer())
    result = fields.Dict(keys=fields.String(), values=fields.Integer())
    until = Day()


class RatingsOut(Out):
    """The answers to one case, or those on a topic's public page, each with its figures."""

    ratings = fields.List(fields.Nested(CountsOut))
