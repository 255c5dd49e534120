"""Lines as paragraphs of a docx. Text goes in through the library, never into a string of XML."""

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from yiguan.documents.docx_setup import CHARACTER_PT, W, twips
from yiguan.documents.flow import Line
from yiguan.documents.looks import KAI
from yiguan.documents.states import Part

APART = f'<w:rPr><w:rFonts w:eastAsia="{KAI}"/><w:b/></w:rPr>'


def paragraph(line: Line) -> BaseOxmlElement:
    left, right, hanging = (twips(chars * CHARACTER_PT) for chars in (line.left, line.right, line.hanging))
    place = f'<w:ind w:left="{left}" w:right="{right}" w:hanging="{hanging}"/>' if left or right else ""
    kept = "<w:keepNext/>" if line.kept else ""
    element = parse_xml(f'<w:p {W}><w:pPr><w:pStyle w:val="{line.part}"/>{kept}{place}</w:pPr></w:p>')
    if line.lead:
        element.append(_run(line.lead, APART if line.part is Part.BODY else ""))
    element.append(_run(line.text))
    return element


def _run(text: str, look: str = "") -> BaseOxmlElement:
    run = parse_xml(f'<w:r {W}>{look}<w:t xml:space="preserve"/></w:r>')
    run.find(qn("w:t")).text = text
    return run
