"""How each part of a paper looks in Word: a named style of face, size and place. paper.typ says the same for PDF."""

from dataclasses import dataclass
from typing import Literal

from yiguan.documents.measures import (
    BODY_PT,
    BODY_SPACING_PT,
    HEAD_MM,
    LETTER_RULE_MM,
    LINE_PT,
    MM_PT,
    RULE_MM,
    SMALL_PT,
    TABLE_PT,
    TEXT_MM,
    TITLE_PT,
    TOP_MM,
    head_pt,
)
from yiguan.documents.paper import Paper
from yiguan.documents.states import Layout, Part

SONG, FANG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
RED, BLACK = "FF0000", "000000"
Align = Literal["both", "left", "right", "center"]
Rule = tuple[str, int, float]
"""Kind, eighths of a point, points below the text; it is red."""


@dataclass(frozen=True)
class Look:
    """`first` is in characters, other lengths in points; `beyond` goes into both margins; `outline` is a level."""

    face: str = FANG
    size: float = BODY_PT
    align: Align = "both"
    first: int = 0
    before: float = 0.0
    after: float = 0.0
    line: float = LINE_PT
    beyond: float = 0.0
    colour: str = BLACK
    rule: Rule | None = None
    outline: int | None = None
    new_page: bool = False
    kept_with_next: bool = False

    @property
    def spacing(self) -> float:
        """Between characters, so that 28 of them fill a line."""
        return BODY_SPACING_PT if self.size == BODY_PT else 0.0


_SAME = {
    Part.MARK: Look(HEI, align="right"),
    Part.TITLE: Look(SONG, TITLE_PT, "center", before=2 * LINE_PT, after=LINE_PT, outline=0),
    Part.ADDRESSEE: Look(),
    Part.LEVEL_1: Look(HEI, first=2, outline=1, kept_with_next=True),
    Part.LEVEL_2: Look(KAI, first=2, outline=2, kept_with_next=True),
    Part.LEVEL_3: Look(first=2, outline=3),
    Part.LEVEL_4: Look(first=2, outline=4),
    Part.BODY: Look(first=2),
    Part.ENCLOSED: Look(align="left"),
    Part.SENDER: Look(align="right", before=LINE_PT, kept_with_next=True),
    Part.DATE: Look(align="right"),
    Part.NOTE: Look(size=SMALL_PT, align="left", first=2),
    Part.ANNEX: Look(HEI, align="left", new_page=True),
    Part.ANNEX_TITLE: Look(SONG, TITLE_PT, "center", before=LINE_PT, after=LINE_PT, outline=1),
    Part.COPIES: Look(size=SMALL_PT, align="left"),
    Part.CELL: Look(size=TABLE_PT, align="left", line=TABLE_PT * 1.5),
}


def looks_of(paper: Paper) -> dict[Part, Look]:
    """The looks of all parts; those of the red head depend on layout and sender."""
    size = head_pt(paper.sender)
    tall = size * 1.2
    if paper.layout is Layout.LETTER:
        wider = (LETTER_RULE_MM - TEXT_MM[0]) / 2 * MM_PT
        head = Look(SONG, size, "center", line=tall, beyond=wider, colour=RED, rule=_red("thickThinSmallGap"))
        return {**_SAME, Part.HEAD: head, Part.NUMBER: Look(align="right", before=BODY_PT * 7 / 8)}
    above = (HEAD_MM - TOP_MM) * MM_PT - (LINE_PT if paper.mark else 0) - (tall - size) / 2
    head = Look(SONG, size, "center", before=above, line=tall, colour=RED)
    return {**_SAME, Part.HEAD: head, Part.NUMBER: Look(align="center", before=2 * LINE_PT, rule=_red("single"))}


def _red(kind: str) -> Rule:
    return (kind, 12 if kind == "single" else 24, RULE_MM * MM_PT)
