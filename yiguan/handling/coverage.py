"""Which items of a case are answered, and what is lacking before the answer can go on (N14)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from yiguan.base import clock
from yiguan.handling.models import Handling, HandlingItem, ItemReply, Reply
from yiguan.handling.states import AnswerClass, Openness

NO_CLASS = "请选这一条是哪一类答复。"
NO_TEXT = "请写这一条的答复。"
NO_DAY = "B 类要写明哪天办成。"
PAST_DAY = "这个日子已经到了，请写今天以后的一天。"
NO_PROMISE = "只有 B 类写哪天办成，这一条请把日子去掉。"
NO_REASON = "不全文公开，要写明依据。"


@dataclass(frozen=True)
class Line:
    """One item with its answer so far; `lacking` has the sentence for each field that is missing."""

    item: HandlingItem
    answer: ItemReply | None
    lacking: dict[str, str]


def coverage(handling: Handling, reply: Reply | None) -> list[Line]:
    answers = {answer.item_id: answer for answer in reply.answers} if reply else {}
    today = clock.today()
    return [Line(item, answers.get(item.id), _lacking(answers.get(item.id), today)) for item in handling.items]


def _lacking(answer: ItemReply | None, today: date) -> dict[str, str]:
    if answer is None:
        return {"answer_class": NO_CLASS, "text": NO_TEXT}
    missing = {} if answer.answer_class else {"answer_class": NO_CLASS}
    missing |= {} if answer.text else {"text": NO_TEXT}
    if day := _against_day(answer, today):
        missing["promised_on"] = day
    return missing


def _against_day(answer: ItemReply, today: date) -> str:
    """Only what is planned promises a day, and that lies ahead."""
    if answer.answer_class is AnswerClass.PLANNED:
        return NO_DAY if answer.promised_on is None else PAST_DAY if answer.promised_on <= today else ""
    return NO_PROMISE if answer.answer_class and answer.promised_on else ""


def faults(handling: Handling, reply: Reply) -> dict[str, list[str]]:
    """What stands against handing the answer on, by the names of the form's fields; each says which item."""
    found = {
        f"answers-{number}-{name}": [f"第{line.item.position}条：{sentence}"]
        for number, line in enumerate(coverage(handling, reply))
        for name, sentence in line.lacking.items()
    }
    unexplained = reply.openness is not Openness.OPEN and not reply.openness_reason
    return found | ({"openness_reason": [NO_REASON]} if unexplained else {})


def answered(lines: Sequence[Line]) -> int:
    return sum(not line.lacking for line in lines)


def mark_of(kinds: Collection[AnswerClass | None]) -> str:
    """The class of the whole answer: A when every item is solved, else B if one is planned, else C if one is refused,
    else D; empty as long as an item has none.
    """
    if not kinds or None in kinds:
        return ""
    if set(kinds) == {AnswerClass.SOLVED}:
        return str(AnswerClass.SOLVED).upper()
    worst = next((kind for kind in (AnswerClass.PLANNED, AnswerClass.REFUSED) if kind in kinds), AnswerClass.NOTED)
    return str(worst).upper()
