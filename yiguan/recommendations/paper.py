"""The official paper of a recommendation; of a signed one in the words that were signed, whatever was renamed since."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.documents.paper import Block, Heading, Paper, Paragraph
from yiguan.documents.states import Layout
from yiguan.recommendations import wording
from yiguan.recommendations.models import Recommendation, RecommendationItem

NOT_ADDRESSED = "（主送单位审核时填）"
MOST_HEADINGS = 99


def paper_of(recommendation: Recommendation, items: Sequence[RecommendationItem]) -> Paper:
    """`items` are those of an unsigned one, as far as the reader may see them; it has no number, date or signer."""
    signature = recommendation.signature
    if signature is None:
        return replace(_read(wording.letter(recommendation, items, signer="", at=clock.now())), notes=())
    signed, digest = _read(signature.text), f"本件内容的 SM3 摘要：{signature.digest}"
    return replace(signed, day=clock.local(signature.at).date(), notes=(*signed.notes, digest))


def _read(text: str) -> Paper:
    """What wording.letter wrote, in its order; only the items may have blank lines of their own."""
    sender, number, addressee, cause, title, *rest = text.split("\n\n")
    *items, signer, _, _ = rest
    return Paper(
        layout=Layout.OFFICIAL,
        sender=sender,
        number=number,
        title=title,
        addressee=addressee.removesuffix("：") or NOT_ADDRESSED,
        blocks=(Paragraph(cause), *_blocks("\n\n".join(items))),
        notes=(signer,),
    )


def _blocks(text: str) -> Iterator[Block]:
    """A line of somebody's text that looks like a heading reads the same as one."""
    number = 1
    for line in filter(str.strip, text.split("\n")):
        lead = next((lead for lead in wording.LEADS if line.startswith(lead)), "")
        if number <= MOST_HEADINGS and line.startswith(f"{numeral(number)}、建议由"):
            yield Heading(1, line.partition("、")[2])
            number += 1
        else:
            yield Paragraph(line.removeprefix(lead), lead)
