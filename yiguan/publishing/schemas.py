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


class ConsensusOut(Out):
    kind = fields.String(attribute="kind.label")
    text = fields.String()
    unit = fields.String(attribute="unit.short_name")
    due_on = fields.Date()
    dissent = fields.String()


class AdviceOut(Out):
    problem = fields.String()
    advice = fields.String()
    unit = fields.String(attribute="unit.short_name")


class PublicTopicOut(Out):
    """One line of the public list."""

    code = fields.String(attribute="topic.code")
    number = fields.String(attribute="topic.number")
    title = fields.String(attribute="topic.title")
    unit = fields.String(attribute="topic.unit.name")
    url = fields.Function(lambda publication: f"/topics/{publication.topic.code}")
    first_at = Moment()


def open_page(page: Any) -> dict[str, Any]:
    """A public page as a program reads it."""
    face = page.face
    return {
        **PublicTopicOut().dump(page.publication),
        "stage": page.stage.label,
        "steps": StepOut(many=True).dump(page.steps),
        "consensus": [ConsensusOut().dump(item) for _, items in face.minutes for item in items],
        "recommendations": [
            {"number": recommendation.number, "items": AdviceOut(many=True).dump(rows)}
            for recommendation, rows in face.recommendations
        ],
    }
