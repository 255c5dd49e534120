"""The words of an answer: the text that both signatures stand for."""

from collections.abc import Sequence

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.handling.models import Handling, HandlingItem, ItemReply, Reply


def title(handling: Handling) -> str:
    return f"关于“{handling.title}”的答复"


def letter(handling: Handling, reply: Reply) -> str:
    """The whole answer as plain text, in official order; number and date come when it leaves."""
    answers = {answer.item_id: answer for answer in reply.answers}
    blocks = [title(handling), f"{handling.sender.name}：", f"{handling.source}收悉。{reply.opening}".strip()]
    blocks += [_answer(number, item, answers[item.id]) for number, item in enumerate(handling.items, 1)]
    public = f"公开属性：{reply.openness.label}" + (f"（{reply.openness_reason}）" if reply.openness_reason else "")
    return "\n\n".join([*blocks, handling.unit.name if handling.unit else "", public])


def _answer(number: int, item: HandlingItem, answer: ItemReply) -> str:
    kind = answer.answer_class.label if answer.answer_class else ""
    promise = f"（{clock.written(answer.promised_on)}前办成）" if answer.promised_on else ""
    return f"{numeral(number)}、关于第{item.position}条\n{item.text}\n答复：{kind}{promise}\n{answer.text}"


def answered(answers: Sequence[ItemReply]) -> list[str]:
    """One line an item, for those who asked: number, class, day, text."""
    in_order = sorted(answers, key=lambda answer: answer.item.position)
    return [f"第{answer.item.position}条，{_kind(answer)}。{answer.text}" for answer in in_order]


def _kind(answer: ItemReply) -> str:
    kind = answer.answer_class.label if answer.answer_class else ""
    return f"{kind}，{clock.day(answer.promised_on)}前办成" if answer.promised_on else kind


def counted(answers: Sequence[ItemReply]) -> str:
    """A 1 条，B 2 条: how an answer falls into the classes."""
    kinds = [answer.answer_class for answer in answers if answer.answer_class]
    return "，".join(f"{kind.label} {kinds.count(kind)} 条" for kind in dict.fromkeys(kinds))
