from marshmallow import fields

from yiguan.base.fields import Choice, Flag, In, Moment, Out, Whole
from yiguan.notifications.states import NoticeChannel, NoticeKind, NoticeState


class ToldIn(In):
    notices = fields.List(Whole(1, 2**62), required=True)


class WantedIn(In):
    """For which kinds of notices somebody wants messages: a tick for each of GENERAL."""

    duty = Flag()
    meetings = Flag()
    others = Flag()


class MutedIn(In):
    muted = fields.List(Choice(NoticeKind), required=True)


class MutedOut(Out):
    """The kinds for which one is neither called nor sent messages."""

    muted = fields.List(Choice(NoticeKind))


class DeliveryOut(Out):
    """How a notice went out on one channel."""

    channel = Choice(NoticeChannel)
    state = Choice(NoticeState)
    sent_at = Moment(allow_none=True)


class NoticeOut(Out):
    id = fields.Integer()
    title = fields.String()
    text = fields.String()
    url = fields.String()
    state = Choice(NoticeState)
    at = Moment()
    read_at = Moment(allow_none=True)
    deliveries = fields.List(fields.Nested(DeliveryOut))


class ReadOut(Out):
    """How many were unread."""

    read = fields.Integer()


class ToldOut(Out):
    """How many were still to be told."""

    told = fields.Integer()
