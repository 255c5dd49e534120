"""What is common to all writers: the lines of a paper in official order, their numbers, what stands at the end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.base.text import clean
from yiguan.documents.measures import BODY_PT, CHARACTERS, MM_PT, TEXT_MM, TITLE_PT
from yiguan.documents.paper import UNSIGNED, Annex, Block, Heading, Paper, Table
from yiguan.documents.states import Layout, Part

LEVELS = (Part.LEVEL_1, Part.LEVEL_2, Part.LEVEL_3, Part.LEVEL_4)
DATE_FROM_RIGHT = 4
"""Characters between the date and the right edge where a seal is put on (GB/T 9704-2012, 7.3.5.1)."""
IN_A_TITLE_LINE = int(TEXT_MM[0] * MM_PT / TITLE_PT)
MOST_KEPT = 4 * CHARACTERS


@dataclass(frozen=True)
class Line:
    """`right` and `left` are its distances from the edges in characters; the first line begins `hanging` before."""

    part: Part
    text: str
    lead: str = ""
    right: float = 0.0
    left: float = 0.0
    hanging: float = 0.0
    kept: bool = False
    """With the next line on one page."""


Flow = list[Line | Table]


def flow_of(paper: Paper) -> Flow:
    """In official order (GB/T 9704-2012, 7.2 to 7.4), without what no file may hold."""
    lines: Flow = [*_opening(paper), *_blocks(paper.blocks), *_enclosed(paper.annexes)]
    lines = [*lines[:-1], _kept(lines[-1]), *_closing(paper)]
    for number, annex in enumerate(paper.annexes, start=1):
        lines += _annex(annex, f"{number}" if len(paper.annexes) > 1 else "") if annex.blocks else []
    if paper.copies:
        lines.append(Line(Part.COPIES, f"{'，'.join(paper.copies)}。", "抄送：", right=1, left=4, hanging=3))
    return [_cleaned(line) for line in lines]


def _opening(paper: Paper) -> Iterator[Line]:
    if paper.mark:
        yield Line(Part.MARK, paper.mark)
    if paper.layout is not Layout.FORM:
        yield Line(Part.HEAD, paper.sender)
        yield Line(Part.NUMBER, paper.number or UNSIGNED)
    yield _title(Part.TITLE, paper.title)
    if paper.addressee:
        yield Line(Part.ADDRESSEE, f"{paper.addressee}：")


def _title(part: Part, text: str) -> Line:
    """Of two or three lines none is much shorter than the others (7.3.1): narrower until they just fit."""
    wide = _width(text)
    longest = ceil(wide / max(ceil(wide / IN_A_TITLE_LINE), 1)) + 0.3
    inset = max(IN_A_TITLE_LINE - longest, 0) * TITLE_PT / BODY_PT / 2 if wide > IN_A_TITLE_LINE else 0.0
    return Line(part, text, left=inset, right=inset)


def _blocks(blocks: Iterable[Block]) -> Iterator[Line | Table]:
    counted = [0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Heading):
            at = block.level - 1
            counted[at:] = [counted[at] + 1] + [0] * (3 - at)
            yield Line(LEVELS[at], _numbered(block.level, counted[at]) + block.text)
        else:
            texts = [text for text in block.text.splitlines() if text.strip()] or [""]
            yield Line(Part.BODY, texts[0], block.lead)
            yield from (Line(Part.BODY, text) for text in texts[1:])


def _numbered(level: int, number: int) -> str:
    chinese = numeral(number) if number <= 99 else str(number)
    return (f"{chinese}、", f"（{chinese}）", f"{number}.", f"（{number}）")[level - 1]


def _enclosed(annexes: Sequence[Annex]) -> Iterator[Line]:
    if annexes:
        yield Line(Part.BODY, "")
    for number, annex in enumerate(annexes, start=1):
        before, lead = f"{number}." if len(annexes) > 1 else "", "附件：" if number == 1 else ""
        left, hanging = 2 + _width("附件：" + before), _width(lead + before)
        yield Line(Part.ENCLOSED, before + annex.title, lead, left=left, hanging=hanging)


def _kept(last: Line | Table) -> Line | Table:
    """Sender and date do not stand on a page alone (GB/T 9704-2012, 7.3.5.4), unless much text would move with them."""
    return replace(last, kept=True) if isinstance(last, Line) and len(last.text) <= MOST_KEPT else last


def _closing(paper: Paper) -> Iterator[Line]:
    """The sender is centred over the date."""
    written = clock.written(paper.day) if paper.day else ""
    over = (_width(written) - _width(paper.sender)) / 2
    if paper.layout is not Layout.FORM:
        yield Line(Part.SENDER, paper.sender, right=max(0.0, DATE_FROM_RIGHT + over))
    if written:
        yield Line(Part.DATE, written, right=max(float(DATE_FROM_RIGHT), -over))
    yield from (Line(Part.NOTE, f"（{note}）") for note in paper.notes)


def _annex(annex: Annex, number: str) -> Flow:
    return [Line(Part.ANNEX, f"附件{number}"), _title(Part.ANNEX_TITLE, annex.title), *_blocks(annex.blocks)]


def _width(text: str) -> float:
    """In characters; digits and Latin letters are half as wide."""
    return sum(1.0 if ord(char) > 255 else 0.5 for char in text)


def _cleaned(line: Line | Table) -> Line | Table:
    if isinstance(line, Line):
        return replace(line, text=clean(line.text, lines=False))
    return replace(line, head=_cells(line.head), rows=tuple(map(_cells, line.rows)))


def _cells(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean(cell, lines=True) for cell in row)
