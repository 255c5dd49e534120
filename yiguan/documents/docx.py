"""Papers for Word and WPS, to be edited: named styles, exact lines, the standard's faces by name, none embedded."""

import io

from docx import Document
from docx.document import Document as Doc
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from yiguan.documents.docx_setup import prepare
from yiguan.documents.docx_tables import at_the_foot, table_of
from yiguan.documents.docx_text import paragraph
from yiguan.documents.flow import Flow, Line, flow_of
from yiguan.documents.looks import looks_of
from yiguan.documents.paper import Paper, Table
from yiguan.documents.states import Layout, Part

ABOVE_A_LETTER = (Part.MARK, Part.HEAD)
AFTER_A_TABLE = Line(Part.CELL, "")
"""Without it a table would join the next one."""


def write(paper: Paper) -> bytes:
    """The bytes of a docx file."""
    document = Document()
    prepare(document, paper, looks_of(paper))
    flow = flow_of(paper)
    if paper.layout is Layout.LETTER:
        flow = _headed(document, flow)
    end = document.element.body.find(qn("w:sectPr"))
    for line in flow:
        for element in _elements(line):
            end.addprevious(element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _headed(document: Doc, flow: Flow) -> Flow:
    """Puts mark and sender into the header of the first page; returns the rest."""
    header = document.sections[0].first_page_header._element
    header.remove(header[0])
    above = [line for line in flow if isinstance(line, Line) and line.part in ABOVE_A_LETTER]
    no_mark = [] if above[0].part is Part.MARK else [Line(Part.MARK, "")]
    header.extend(map(paragraph, no_mark + above))
    return [line for line in flow if line not in above]


def _elements(line: Line | Table) -> list[BaseOxmlElement]:
    if isinstance(line, Table):
        return [table_of(line), paragraph(AFTER_A_TABLE)]
    if line.part is Part.COPIES:
        return [at_the_foot(line), paragraph(AFTER_A_TABLE)]
    return [paragraph(line)]
