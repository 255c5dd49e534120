"""The papers on the way of an answer, as far as they are layout; their words come from whoever writes them.

答复函 and 催办函 are letters, 交办通知 is an official paper with a list, 审签单 is a form of the house.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiguan.base import clock
from yiguan.documents.paper import Annex, Block, Paper, Paragraph, Table
from yiguan.documents.states import Layout

HEAD = ("序号", "编号", "事项", "主办单位", "协办单位", "办结期限")
WIDTHS = (5, 12, 18, 8, 8, 13)
HAND_MM, LEAST_HAND_MM, HANDS_MM = 28, 12, 110
"""For an opinion and a signature by hand: at best, at least, and for all of them on the first page."""


@dataclass(frozen=True)
class Listed:
    """One matter of a list; `due` is the last day for its answer, or the words for why there is none."""

    number: str
    title: str
    lead: str
    co_units: tuple[str, ...]
    due: date | str


@dataclass(frozen=True)
class Sent:
    """What every paper that leaves has. Without `day` it has not left: `number` is empty, or says why."""

    sender: str
    addressee: str
    number: str = ""
    day: date | None = None
    notes: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


def reply(sent: Sent, title: str, blocks: Sequence[Block], *, mark: str) -> Paper:
    """答复函 on a recommendation or proposal; `mark` is the class of the answer: A, B, C or D."""
    return _paper(Layout.LETTER, sent, title, tuple(blocks), mark=mark)


def assignment(sent: Sent, title: str, opening: str, matters: Sequence[Listed]) -> Paper:
    """交办通知, whose list is bound in."""
    annex = Annex("协商建议交办清单", (_list_of(matters),))
    return _paper(Layout.OFFICIAL, sent, title, (Paragraph(opening),), annexes=(annex,))


def reminder(sent: Sent, opening: str, matters: Sequence[Listed], asked: str) -> Paper:
    """催办函, which names the matters in its text; `asked` stands below them, above the sender."""
    blocks = (Paragraph(opening), _list_of(matters), Paragraph(asked))
    return _paper(Layout.LETTER, sent, "关于催办协商建议的函", blocks)


def clearance(subject: str, facts: Sequence[tuple[str, str]], hands: Sequence[tuple[str, str]]) -> Paper:
    """审签单: what is answered, two facts a row, then who clears or signs and what they wrote, with room for a hand."""
    pairs = [(*one, *other) for one, other in zip(facts[::2], [*facts[1::2], ("", "")], strict=False)]
    tall = max(LEAST_HAND_MM, min(HAND_MM, HANDS_MM // max(len(hands), 1)))
    known = (Table(tuple(pairs), (2, 4, 2, 4)),) if facts else ()
    return Paper(
        layout=Layout.FORM,
        sender="",
        title=f"《{subject}》答复审签单",
        blocks=(*known, Table(tuple(hands), (2, 10), least_mm=tall)),
    )


def _paper(
    layout: Layout,
    sent: Sent,
    title: str,
    blocks: tuple[Block, ...],
    *,
    mark: str = "",
    annexes: tuple[Annex, ...] = (),
) -> Paper:
    return Paper(
        layout=layout,
        sender=sent.sender,
        title=title,
        addressee=sent.addressee,
        number=sent.number,
        day=sent.day,
        mark=mark,
        blocks=blocks,
        annexes=annexes,
        notes=sent.notes,
        copies=sent.copies,
    )


def _list_of(matters: Sequence[Listed]) -> Table:
    rows = (
        (str(n), one.number, one.title, one.lead, "、".join(one.co_units), _written(one.due))
        for n, one in enumerate(matters, start=1)
    )
    return Table(tuple(rows), WIDTHS, HEAD)


def _written(due: date | str) -> str:
    return due if isinstance(due, str) else clock.written(due)
