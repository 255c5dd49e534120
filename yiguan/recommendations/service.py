"""What is particular to each act on a recommendation; the rest happens around it."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.numbering.service import allot
from yiguan.organisation.models import Reason
from yiguan.people.states import Role
from yiguan.recommendations import queries, rules, wording
from yiguan.recommendations.drafting import Rows, check_consensus, ground, put_items, sources, units_for
from yiguan.recommendations.handing_over import hand_over
from yiguan.recommendations.models import Recommendation, RecommendationItem, Revision
from yiguan.recommendations.states import SIGN
from yiguan.signatures.service import sign
from yiguan.store.db import db

SERIES, PATTERN = "recommendation", "铜议建〔{year}〕{number}号"


def edit_recommendation(actor: Actor, recommendation: Recommendation, *, title: str, items: Rows) -> None:
    """The whole text anew, before it is submitted or after it came back."""
    minutes, planned = ground(recommendation.meeting, recommendation.topic.code)
    known, units = sources(planned.topic, minutes), units_for(items)
    check_consensus(items, known)
    recommendation.title = title
    flag_modified(recommendation, "title")  # the version must rise even when only an item changed
    db.session.flush()
    db.session.execute(delete(RecommendationItem).where(RecommendationItem.recommendation_id == recommendation.id))
    put_items(recommendation, items, units, known)


def submit_recommendation(actor: Actor, recommendation: Recommendation) -> None:
    """To the office as a new revision, kept as it is. Raises Invalid where an item is unfinished."""
    items = queries.items_of(recommendation)
    if unfinished := _unfinished(items):
        raise Invalid(fields=unfinished)
    recommendation.revision += 1
    kept = Revision(recommendation_id=recommendation.id, number=recommendation.revision, at=clock.now())
    kept.text, kept.submitted_by = wording.text_of(recommendation, items), actor.id
    db.session.add(kept)


def _unfinished(items: Sequence[RecommendationItem]) -> dict[str, list[str]]:
    if not items:
        return {"items-0-problem": ["至少写一条：什么问题，建议怎么办，建议谁来办。"]}
    missing: dict[str, list[str]] = {}
    for item in items:
        asked = {"problem": "请写明是什么问题。", "advice": "请写明建议怎么办。", "unit_id": "请选建议由哪个单位来办。"}
        for name, sentence in asked.items():
            if not getattr(item, name):
                missing[f"items-{item.position - 1}-{name.removesuffix('_id')}"] = [sentence]
    return missing


def return_recommendation(actor: Actor, recommendation: Recommendation, *, reason: Reason, note: str) -> Trace:
    """Back to the convener with a listed reason and remarks that stay with the revision (RV-01)."""
    recommendation.approved_by, recommendation.addressee = None, ""
    revision = _last_revision(recommendation)
    revision.remarks, revision.answered_at = f"{reason.label}：{note}", clock.now()
    return Trace(found=revision.submitted_by)


def approve_recommendation(actor: Actor, recommendation: Recommendation, *, addressee: str) -> None:
    recommendation.addressee, recommendation.approved_by = addressee, actor.id
    _last_revision(recommendation).answered_at = clock.now()


def _last_revision(recommendation: Recommendation) -> Revision:
    which = (Revision.recommendation_id == recommendation.id, Revision.number == recommendation.revision)
    return db.session.scalars(select(Revision).where(*which)).one()


def sign_recommendation(actor: Actor, recommendation: Recommendation) -> None:
    """签发: freezes the letter under name, role and time of who signs, and allots the number in this transaction."""
    rules.require_signer(actor, recommendation)
    recommendation.number = allot(SERIES, PATTERN)
    at = clock.now()
    items = queries.items_of(recommendation)
    text = wording.letter(recommendation, items, signer=actor.name, at=at)
    signature = sign(actor, recommendation, SIGN, role=Role.CHAIR, text=text, at=at)
    set_committed_value(recommendation, "signature", signature)  # the relationship only reads
    hand_over(actor, recommendation, items)
