from functools import cache
from typing import Any

from marshmallow import fields, post_dump
from werkzeug.http import http_date

from yiguan.base.fields import AS_TEXT, Choice, Day, In, Moment, Out, Text, Whole
from yiguan.publishing.covering import covered, covered_data, hidden_on, public_title
from yiguan.publishing.queries import PublicPage
from yiguan.publishing.states import PublicationState
from yiguan.workflow.sections import faces


class CheckIn(In):
    """The note says why what the scan found may stay."""

    note = Text(200, least=0, data_key="waiver")


class PublishIn(In):
    """`waiver` was read until a second person had to agree (decision 0063); programs may still send it."""

    waiver = Text(200, least=0)


class ScheduleIn(In):
    at = Moment(required=True, error_messages={"required": "请选哪天几点公开。"})


class CoverIn(In):
    """The words as they stand in the text."""

    words = Text(60, least=2)


class UncoverIn(In):
    redaction = Whole(1, 10**15)


class DisplayIn(In):
    note = Text(300, error_messages={"required": "请写一句公示的结果。"})


class WithdrawIn(In):
    note = Text(200, data_key="why", error_messages={"required": "请写一句为什么撤下。"})


class StepOut(Out):
    label = fields.String()
    state = fields.String(metadata={"enum": ["done", "now", "todo"]})
    at = Moment(allow_none=True)
    at_label = fields.String()
    note = fields.String()


class PublicTopicOut(Out):
    """One line of the public list."""

    code = fields.String(attribute="topic.code")
    number = fields.String(attribute="topic.number", allow_none=True)
    title = fields.Function(public_title, metadata=AS_TEXT)
    unit = fields.String(attribute="topic.unit.name")
    url = fields.Function(lambda publication: f"/topics/{publication.topic.code}", metadata=AS_TEXT)
    first_at = Moment()


class PublicationOut(PublicTopicOut):
    """For who publishes it."""

    title = fields.Function(lambda publication: publication.topic.title, metadata=AS_TEXT)
    first_at = Moment(allow_none=True)
    state = Choice(PublicationState)
    version = fields.Integer()
    publish_at = Moment(allow_none=True)
    display_until = Day(allow_none=True)
    display_result = fields.String()


class WithdrawnOut(Out):
    """What remains of a withdrawn page. Since the first release its time has the format of an HTTP header."""

    code = fields.String(attribute="topic.code")
    withdrawn_at = fields.Function(lambda publication: http_date(publication.withdrawn_at), metadata=AS_TEXT)
    why = fields.Function(lambda publication: covered(publication.why, hidden_on(publication)), metadata=AS_TEXT)


class PublicPageOut(Out):
    """The head of a public page; slices add fields to it."""

    code = fields.String(attribute="publication.topic.code")
    number = fields.String(attribute="publication.topic.number", allow_none=True)
    title = fields.String(attribute="publication.topic.title")
    unit = fields.String(attribute="publication.topic.unit.name")
    url = fields.Function(lambda page: f"/topics/{page.publication.topic.code}", metadata=AS_TEXT)
    first_at = Moment(attribute="publication.first_at")
    stage = fields.String(attribute="stage.label")
    steps = fields.List(fields.Nested(StepOut))

    @post_dump(pass_original=True)
    def cover(self, data: dict[str, Any], page: PublicPage, **kwargs: Any) -> dict[str, Any]:
        covered: dict[str, Any] = covered_data(data, page.hidden)
        return covered

    def get_attribute(self, obj: PublicPage, attr: str, default: Any) -> Any:
        shown = {name: records for section in obj.sections for name, records in section.out.items()}
        return shown[attr] if attr in shown else super().get_attribute(obj, attr, default)


@cache
def whole_page() -> type[PublicPageOut]:
    """The same with the fields that the slices add in their `face.py`."""
    parts = [face.out for face in faces() if face.out]
    return type("PublicPageOut", (PublicPageOut, *parts), {"__module__": __name__})
