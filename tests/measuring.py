"""Reads back what a paper measures: a docx as Word would, a PDF by the place of its characters."""

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader

PT_MM = 25.4 / 72


class Piece(NamedTuple):
    """Characters in one font; `x` and `y` in points from the lower left corner."""

    text: str
    x: float
    y: float
    size: float


def pages_of(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def pieces_of(page: PageObject) -> list[Piece]:
    found: list[Piece] = []

    def see(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append(Piece(text.strip(), x, y, abs(size * tm[3] * cm[3])))

    page.extract_text(visitor_text=see)
    return found


def lines_of(page: PageObject) -> list[str]:
    """From the top; what stands on one height is one line."""
    heights: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces_of(page):
        heights[round(piece.y)].append(piece)
    return ["".join(p.text for p in sorted(heights[y], key=lambda p: p.x)) for y in sorted(heights, reverse=True)]


def full_lines(page: PageObject) -> list[str]:
    """The lines of a_full_paper."""
    return [line for line in lines_of(page) if set(line) == {"议"}]


def fonts_of(page: PageObject) -> Iterator[tuple[str, bool]]:
    """Name, and whether the font is in the file."""
    fonts = page["/Resources"].get_object().get("/Font", {})  # type: ignore[union-attr]
    for font in fonts.get_object().values():
        described = font.get_object()
        inner = described["/DescendantFonts"][0].get_object() if "/DescendantFonts" in described else described
        descriptor = inner["/FontDescriptor"].get_object()
        yield descriptor["/FontName"], any(f"/FontFile{n}" in descriptor for n in ("", 2, 3))
