from marshmallow import fields

from yiguan.base.fields import Moment, Out


class StepOut(Out):
    """One step of a trail; `state` is done, now or todo."""

    label = fields.String()
    state = fields.String()
    at = Moment()
    at_label = fields.String()
    note = fields.String()
    links = fields.Function(lambda step: [{"label": label, "url": url} for label, url in step.links])


class NewsOut(Out):
    """What the proposer was told."""

    title = fields.String()
    text = fields.String()
    url = fields.String()
    at = Moment()
