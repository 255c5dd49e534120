"""Tables of a docx, also the one that holds the last lines of a paper at the foot of its page."""

from collections.abc import Sequence
from copy import deepcopy
from math import ceil

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from yiguan.documents.docx_setup import W, twips
from yiguan.documents.docx_text import paragraph
from yiguan.documents.flow import Line
from yiguan.documents.measures import LINE_PT, MM_PT, TEXT_MM
from yiguan.documents.paper import Table
from yiguan.documents.states import Part

WIDTH = twips(TEXT_MM[0] * MM_PT)
SMALL_IN_A_LINE = 26
PADDING = 57
"""Twips on both sides of a cell."""
ALL_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_of(table: Table) -> BaseOxmlElement:
    widths = [WIDTH * share // sum(table.widths) for share in table.widths]
    element = _empty(widths, ALL_SIDES, thick=4, padding=PADDING)
    blank = _blank_row(widths, table.least_mm)
    if table.head:
        head = _row(blank, table.head)
        head.find(qn("w:trPr")).append(parse_xml(f"<w:tblHeader {W}/>"))
        element.append(head)
    element.extend(_row(blank, row) for row in table.rows)
    return element


def at_the_foot(line: Line) -> BaseOxmlElement:
    """版记: between two rules on the last lines; what knows no `bottom`, as LibreOffice 7, goes by the distance."""
    above = twips(TEXT_MM[1] * MM_PT - LINE_PT * ceil(len(line.text) / SMALL_IN_A_LINE))
    place = (
        '<w:tblpPr w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"'
        f' w:tblpY="{above}"/>'
    )
    element = _empty([WIDTH], ("top", "bottom"), thick=8, padding=0, place=place)
    row = _blank_row([WIDTH], 0)
    row.find(qn("w:tc")).append(paragraph(line))
    element.append(row)
    return element


def _empty(
    widths: Sequence[int], sides: Sequence[str], *, thick: int, padding: int, place: str = ""
) -> BaseOxmlElement:
    """In the order of elements that the format demands."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rules = "".join(f'<w:{side} w:val="single" w:sz="{thick}" w:space="0" w:color="000000"/>' for side in sides)
    inside = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("left", "right"))
    return parse_xml(
        f'<w:tbl {W}><w:tblPr>{place}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="{padding}" w:type="dxa"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{inside}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid></w:tbl>"
    )


def _blank_row(widths: Sequence[int], least_mm: int) -> BaseOxmlElement:
    tall = f'<w:trHeight w:val="{twips(least_mm * MM_PT)}" w:hRule="atLeast"/>' if least_mm else ""
    cell = '<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr></w:tc>'
    return parse_xml(f"<w:tr {W}><w:trPr><w:cantSplit/>{tall}</w:trPr>{''.join(map(cell.format, widths))}</w:tr>")


def _row(blank: BaseOxmlElement, texts: Sequence[str]) -> BaseOxmlElement:
    row = deepcopy(blank)
    for cell, text in zip(row.findall(qn("w:tc")), texts, strict=True):
        cell.extend(paragraph(Line(Part.CELL, line)) for line in text.split("\n"))
    return row
