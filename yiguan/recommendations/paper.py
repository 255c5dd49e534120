"""The official paper of a recommendation; of a signed one in the words that were signed, whatever was renamed since."""

from collections.abc import Sequence
from dataclasses import replace

from yiguan.base import clock
from yiguan.documents.paper import Paper, Paragraph
from yiguan.documents.reading import blocks_of
from yiguan.documents.states import Layout
from yiguan.recommendations import wording
from yiguan.recommendations.models import Recommendation, RecommendationItem

NOT_ADDRESSED = "（主送单位审核时填）"


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
    matters = blocks_of("\n\n".join(items), heading="建议由", leads=wording.LEADS)
    return Paper(
        layout=Layout.OFFICIAL,
        sender=sender,
        number=number,
        title=title,
        addressee=addressee.removesuffix("：") or NOT_ADDRESSED,
        blocks=(Paragraph(cause), *matters),
        notes=(signer,),
    )
