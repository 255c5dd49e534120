"""An official paper as data. Whoever fills it types no number of a heading, and neither letterhead, title nor date."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from yiguan.documents.states import Layout

UNSIGNED = "（未签发，仅供核对）"


@dataclass(frozen=True)
class Heading:
    """The writers number it: 一、（一）1.（1）, each level anew under the one above."""

    level: Literal[1, 2, 3, 4]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Each line of `text` is a paragraph; `lead` is set apart before the first one."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the line. The head is repeated on each page; a row is at least so high, for a hand."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    head: tuple[str, ...] = ()
    least_mm: int = 0


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Annex:
    """附件: named after the text, and bound in on pages of its own if it has blocks."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Paper:
    """Without number and date it is not signed, and says so. `mark` is the class of a reply, at the top right."""

    layout: Layout
    sender: str
    title: str
    addressee: str = ""
    number: str = ""
    day: date | None = None
    mark: str = ""
    blocks: tuple[Block, ...] = ()
    annexes: tuple[Annex, ...] = ()
    notes: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
