"""Reads back a text that was signed: its headings, its paragraphs and what is set apart before them."""

from collections.abc import Iterator, Sequence

from yiguan.base.numerals import numeral
from yiguan.documents.paper import Block, Heading, Paragraph

MOST_HEADINGS = 99


def blocks_of(text: str, *, heading: str, leads: Sequence[str]) -> Iterator[Block]:
    """Headings are 一、二、… before `heading`; a line of somebody's text that looks like one reads the same."""
    number = 1
    for line in filter(str.strip, text.split("\n")):
        lead = next((lead for lead in leads if line.startswith(lead)), "")
        if number <= MOST_HEADINGS and line.startswith(f"{numeral(number)}、{heading}"):
            yield Heading(1, line.partition("、")[2])
            number += 1
        else:
            yield Paragraph(line.removeprefix(lead), lead)
