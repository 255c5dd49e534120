from typing import Any

from marshmallow import fields

from yiguan.base.fields import In, Moment, Out, Text


class PublishIn(In):
    """The note says why what the scan found may stay."""

    note = Text(200, least=0, data_key="waiver")


class WithdrawIn(In):
    note = Text(200, data_key="why", error_messages={"required": "请写一句为什么撤下。"})


class StepOut(Out):
    label = fields.String()
    state = fields.String()
    at = Moment()
    at_label = fields.String()
    note = fields.String()


class PublicTopicOut(Out):
    """One line of the public list."""

    code = fields.String(attribute="topic.code")
    number = fields.String(attribute="topic.number")
    title = fields.String(attribute="topic.title")
    unit = fields.String(attribute="topic.unit.name")
    url = fields.Function(lambda publication: f"/topics/{publication.topic.code}")
    first_at = Moment()


def open_page(page: Any) -> dict[str, Any]:
    """A public page as a program reads it: what every slice shows of the topic."""
    return {
        **PublicTopicOut().dump(page.publication),
        "stage": page.stage.label,
        "steps": StepOut(many=True).dump(page.steps),
        **{name: value for section in page.sections for name, value in section.out.items()},
    }
