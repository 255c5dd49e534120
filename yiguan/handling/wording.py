"""The words of an answer: the text that both signatures stand for."""

from collections.abc import Sequence

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.handling.models import Handling, HandlingItem, ItemReply, Reply
from yiguan.handling.states import FileUse
from yiguan.organisation.models import Unit

HEADING, ANSWER, COPIES, PHONE = "关于第", "答复：", "抄送：", "联系电话："
NOT_WRITTEN = "（还没有写）"


def title(handling: Handling) -> str:
    return f"对《{handling.title}》的答复"


def letter(handling: Handling, reply: Reply, copied_to: Sequence[Unit] = ()) -> str:
    """The whole answer as plain text, in official order; number and date come when it leaves.

    What it says of today is kept with it: to whom copies go, and where the unit is rung up.
    """
    answers = {answer.item_id: answer for answer in reply.answers}
    blocks = [title(handling), f"{handling.sender.name}：", f"{handling.source}收悉。{reply.opening}".strip()]
    blocks += [_answer(number, item, answers.get(item.id)) for number, item in enumerate(handling.items, 1)]
    unit = reply.unit
    below = [f"公开属性：{openness(reply)}", *evidence(reply)]
    below += [f"{COPIES}{'、'.join(one.name for one in copied_to)}"] if copied_to else []
    below += [f"{PHONE}{unit.phone}"] if unit.phone else []
    return "\n\n".join([*blocks, unit.name, "\n".join(below)])


def evidence(reply: Reply) -> list[str]:
    """A line for each file that proves the answer, with its SM3: what is signed says which files it means."""
    files = reply.files_for(FileUse.EVIDENCE)
    return [f"附件{n}：{one.attachment.title}（SM3 {one.attachment.digest}）" for n, one in enumerate(files, 1)]


def openness(reply: Reply) -> str:
    return reply.openness.label + (f"（{reply.openness_reason}）" if reply.openness_reason else "")


def _answer(number: int, item: HandlingItem, answer: ItemReply | None) -> str:
    kind = answer.answer_class.label if answer and answer.answer_class else ""
    promise = f"（{clock.written(answer.promised_on)}前办成）" if answer and answer.promised_on else ""
    text = answer.text if answer and answer.text else NOT_WRITTEN
    return f"{numeral(number)}、{HEADING}{item.position}条\n{item.text}\n{ANSWER}{kind}{promise}\n{text}"


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
