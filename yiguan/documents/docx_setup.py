"""The blank sheet of a docx: page, grid, styles, page numbers, the rules of a letter."""

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from yiguan.base import clock
from yiguan.base.text import clean
from yiguan.documents.looks import FANG, HEI, PLAIN, RED, Look
from yiguan.documents.measures import (
    BODY_PT,
    BODY_SPACING_PT,
    BOTTOM_MM,
    FOOT_MM,
    LEFT_MM,
    LETTER_FOOT_MM,
    LETTER_HEAD_MM,
    LETTER_RULE_MM,
    LINE_PT,
    MM_PT,
    PAGE_MM,
    RIGHT_MM,
    SMALL_PT,
    TEXT_MM,
    TOP_MM,
)
from yiguan.documents.paper import Paper
from yiguan.documents.states import Layout, Part

CHARACTER_PT = BODY_PT + BODY_SPACING_PT
LATIN = "Times New Roman"
W = nsdecls("w")
DEFAULTS = (
    f'<w:docDefaults {W}><w:rPrDefault><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FANG}"'
    f' w:cs="{LATIN}"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)
# A line of 28 characters and a page of 22 lines leave no room for what Word moves by itself: widows, quarter spaces
# beside digits, punctuation in the margin, whole Latin words.
NORMAL = (
    f'<w:pPr {W}><w:widowControl w:val="0"/><w:wordWrap w:val="0"/><w:overflowPunct w:val="0"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr>'
)


def twips(points: float) -> int:
    return round(points * 20)


def prepare(document: Document, paper: Paper, looks: dict[Part, Look]) -> None:
    """Everything but the text."""
    _set_properties(document, paper)
    _set_page(document, paper)
    _set_defaults(document)
    for part, look in looks.items():
        document.styles.element.append(parse_xml(_style(part, look)))
    _set_feet(document, paper)


def _set_properties(document: Document, paper: Paper) -> None:
    known = document.core_properties
    known.title, known.author = (clean(text, lines=False)[:255] for text in (paper.title, paper.sender))
    known.comments, known.language = "", "zh-CN"
    known.created = known.modified = clock.now().replace(tzinfo=None)


def _set_page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance = Mm(LETTER_HEAD_MM - LINE_PT / MM_PT)  # the mark has the line above the letter's head
    section.footer_distance = Mm(LETTER_FOOT_MM)
    section.different_first_page_header_footer = paper.layout is Layout.LETTER
    document.settings.odd_and_even_pages_header_footer = True
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(twips(LINE_PT)))


def _set_defaults(document: Document) -> None:
    styles = document.styles.element
    styles.replace(styles.find(qn("w:docDefaults")), parse_xml(DEFAULTS))
    document.styles["Normal"].element.append(parse_xml(NORMAL))


def _style(part: Part, look: Look) -> str:
    """In the order of elements that the format demands."""
    before = "<w:keepNext/>" * look.kept_with_next + "<w:pageBreakBefore/>" * look.new_page
    free = "" if look.size == BODY_PT else '<w:snapToGrid w:val="0"/>'
    level = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    return (
        f'<w:style {W} w:type="paragraph" w:customStyle="1" w:styleId="{part}"><w:name w:val="{part.label}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{before}{_rule(look)}{free}'
        f'<w:spacing w:before="{twips(look.before)}" w:after="{twips(look.after)}" w:line="{twips(look.line)}"'
        f' w:lineRule="exact"/>{_indent(look)}<w:jc w:val="{look.align}"/>{level}</w:pPr>'
        f"<w:rPr>{_run(look)}</w:rPr></w:style>"
    )


def _rule(look: Look) -> str:
    if look.rule is None:
        return ""
    kind, eighths, away = look.rule
    return f'<w:pBdr><w:bottom w:val="{kind}" w:sz="{eighths}" w:space="{round(away)}" w:color="{RED}"/></w:pBdr>'


def _indent(look: Look) -> str:
    beyond = -twips(look.beyond)
    first = twips(look.first * CHARACTER_PT)
    return f'<w:ind w:left="{beyond}" w:right="{beyond}" w:firstLineChars="{look.first * 100}" w:firstLine="{first}"/>'


def _run(look: Look) -> str:
    spacing = f'<w:spacing w:val="{twips(look.spacing)}"/>' if look.spacing else ""
    size, latin = round(look.size * 2), HEI if look.face == HEI else LATIN
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{look.face}" w:cs="{latin}"/>'
        f'<w:color w:val="{look.colour}"/>{spacing}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _set_feet(document: Document, paper: Paper) -> None:
    """— 1 — at the outer edge, one character from it; the first page of a letter has a red line instead."""
    section = document.sections[0]
    if paper.layout is Layout.LETTER:
        _only(section.first_page_footer._element, _lower_rule())
    _only(section.footer._element, _page_number("right"))
    _only(section.even_page_footer._element, _page_number("left"))


def _only(part: BaseOxmlElement, paragraph: str) -> None:
    for child in list(part):
        part.remove(child)
    part.append(parse_xml(paragraph))


def _page_number(edge: str) -> str:
    after = twips((BOTTOM_MM - FOOT_MM - LETTER_FOOT_MM) * MM_PT - SMALL_PT)
    look = f"<w:rPr>{_run(Look(PLAIN, SMALL_PT))}</w:rPr>"
    return (
        f'<w:p {W}><w:pPr><w:spacing w:after="{after}" w:line="{twips(SMALL_PT)}" w:lineRule="exact"/>'
        f'<w:ind w:{edge}="{twips(SMALL_PT)}"/><w:jc w:val="{edge}"/></w:pPr>'
        f'<w:r>{look}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r>{look}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )


def _lower_rule() -> str:
    beyond = -twips((LETTER_RULE_MM - TEXT_MM[0]) / 2 * MM_PT)
    return (
        f'<w:p {W}><w:pPr><w:pBdr><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="0" w:color="{RED}"/></w:pBdr>'
        f'<w:spacing w:line="{twips(SMALL_PT)}" w:lineRule="exact"/><w:ind w:left="{beyond}" w:right="{beyond}"/>'
        "</w:pPr></w:p>"
    )
