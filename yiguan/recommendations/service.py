from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from yiguan.audit import trail
from yiguan.base import clock, crypto
from yiguan.base.actor import Actor
from yiguan.base.codes import random_code
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import topics_of
from yiguan.minutes.models import Minutes
from yiguan.minutes.queries import items_of as agreed_in
from yiguan.minutes.queries import was_short
from yiguan.numbering.service import allot
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import DEPARTMENT_KINDS, get_reason, units_of
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.recommendations import notices, queries, rules, wording
from yiguan.recommendations.models import ItemSource, Recommendation, RecommendationItem, Revision
from yiguan.recommendations.states import EDITABLE, RECOMMENDATION_FLOW, SourceKind
from yiguan.store.db import db
from yiguan.topics.models import Topic

SERIES, PATTERN = "recommendation", "铜议建〔{year}〕{number}号"
Rows = Sequence[Mapping[str, Any]]
TEXTS = ("problem", "analysis", "advice")


def create_recommendation(
    actor: Actor, meeting: Meeting, *, title: str, items: Rows, topic: str = ""
) -> Recommendation:
    """A draft from a meeting with confirmed minutes, on one of its topics. Raises Conflict without these."""
    require(rules.can_write(actor, meeting.unit))
    minutes, about = ground(meeting, topic)
    sources, units = _sources(about, minutes), _units_for(items)
    _check_consensus(items, sources)
    recommendation = Recommendation(code=random_code(6), title=title, at=clock.now(), is_sample=meeting.is_sample)
    recommendation.unit, recommendation.topic, recommendation.meeting = meeting.unit, about, meeting
    db.session.add(recommendation)
    trail.record(recommendation, "create", by=actor)
    _put_items(recommendation, items, units, sources)
    return recommendation


def edit_recommendation(actor: Actor, recommendation: Recommendation, *, title: str, items: Rows) -> Recommendation:
    """The whole text anew, before it is submitted or after it came back."""
    require(rules.can_write(actor, recommendation.unit))
    if recommendation.state not in EDITABLE:
        sentence = f"现在是“{recommendation.state.label}”，内容不能改，这次没有存下。要改，请区政协办公室先退回。"
        raise Conflict(sentence, code="locked")
    minutes, about = ground(recommendation.meeting, recommendation.topic.code)
    sources, units = _sources(about, minutes), _units_for(items)
    _check_consensus(items, sources)
    recommendation.title = title
    flag_modified(recommendation, "title")  # the version must rise even when only an item changed
    trail.record(recommendation, "edit", by=actor)
    db.session.execute(delete(RecommendationItem).where(RecommendationItem.recommendation_id == recommendation.id))
    _put_items(recommendation, items, units, sources)
    return recommendation


def ground(meeting: Meeting, topic: str) -> tuple[Minutes, Topic]:
    """What a recommendation rests on: locked minutes that hold a consensus, and one topic of the meeting."""
    minutes = queries.locked_minutes(meeting)
    if minutes is None:
        raise Conflict(
            "纪要还没有定稿，建议要写在定稿之后，什么都没有存下。请先到会议页把纪要定稿。", code="no_minutes"
        )
    if was_short(meeting):
        raise Conflict("这次会有一方没到齐，只有情况记录，不能形成建议。请人到齐后再开一次会。", code="short_meeting")
    topics = topics_of(meeting)
    about = next((found for found in topics if found.code == topic or not topic), None)
    if about is None:
        raise Conflict("这次会没有挂上这个议题，什么都没有存下。请先到会议页核对议题。", code="no_topic")
    return minutes, about


def _sources(topic: Topic, minutes: Minutes) -> dict[str, tuple[SourceKind, int]]:
    """Everything an item may name as its source, by the word it is named with."""
    known = {"topic": (SourceKind.TOPIC, topic.id), "minutes": (SourceKind.MINUTES, minutes.id)}
    return known | {str(item.position): (SourceKind.CONSENSUS, item.id) for item in agreed_in(minutes)}


def _units_for(items: Rows) -> dict[str, Unit]:
    units = {unit.code: unit for unit in units_of(*DEPARTMENT_KINDS)} if items else {}
    wrong = [at for at, item in enumerate(items) if item["unit"] and item["unit"] not in units]
    if wrong:
        raise Invalid(fields={f"items-{at}-unit": ["没有这个单位，请从清单里选。"] for at in wrong})
    return units


def _check_consensus(items: Rows, sources: Mapping[str, Any]) -> None:
    wrong = [at for at, item in enumerate(items) if any(str(n) not in sources for n in item["consensus"])]
    if wrong:
        raise Invalid(fields={f"items-{at}-consensus": ["纪要里没有这一条，请重新勾选。"] for at in wrong})


def _put_items(
    recommendation: Recommendation,
    items: Rows,
    units: Mapping[str, Unit],
    sources: Mapping[str, tuple[SourceKind, int]],
) -> None:
    """Rows without any text are passed over, whatever is ticked in them."""
    written = [item for item in items if any(item[name] for name in TEXTS)]
    for position, item in enumerate(written, start=1):
        unit = units.get(item["unit"] or "")
        row = RecommendationItem(recommendation_id=recommendation.id, position=position, unit_id=unit and unit.id)
        row.problem, row.analysis, row.advice = item["problem"], item["analysis"], item["advice"]
        db.session.add(row)
        db.session.flush()
        named = [name for name in ("topic", "minutes") if item[name]] + [str(n) for n in item["consensus"]]
        for kind, subject_id in {sources[name] for name in named}:
            db.session.add(ItemSource(item_id=row.id, kind=kind, subject_id=subject_id))
    db.session.flush()


def submit_recommendation(actor: Actor, recommendation: Recommendation) -> Recommendation:
    """To the office as a new revision, kept as it is. Raises Invalid where an item is unfinished."""
    require(rules.can_submit(actor, recommendation), "提交要由召集人来点，什么都没有改动。请告诉召集人建议写好了。")
    RECOMMENDATION_FLOW.target("submit", recommendation.state)
    items = queries.items_of(recommendation)
    if unfinished := _unfinished(items):
        raise Invalid(fields=unfinished)
    recommendation.revision += 1
    trail.move(recommendation, RECOMMENDATION_FLOW, "submit", by=actor)
    kept = Revision(recommendation_id=recommendation.id, number=recommendation.revision, at=clock.now())
    kept.text, kept.submitted_by = wording.text_of(recommendation, items), actor.id
    db.session.add(kept)
    notices.recommendation_submitted(recommendation)
    return recommendation


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


def return_recommendation(actor: Actor, recommendation: Recommendation, *, reason: str, note: str) -> Recommendation:
    """Back to the convener with a listed reason and remarks that stay with the revision (RV-01)."""
    require(rules.can_return(actor, recommendation))
    label = get_reason(ReasonKind.RECOMMENDATION_RETURN, reason).label
    trail.move(recommendation, RECOMMENDATION_FLOW, "return", by=actor, reason=reason, note=note)
    recommendation.approved_by, recommendation.addressee = None, ""
    revision = _last_revision(recommendation)
    revision.remarks, revision.answered_at = f"{label}：{note}", clock.now()
    notices.recommendation_returned(recommendation, revision.remarks, revision.submitted_by)
    return recommendation


def approve_recommendation(actor: Actor, recommendation: Recommendation, *, addressee: str) -> Recommendation:
    require(rules.can_review(actor, recommendation))
    trail.move(recommendation, RECOMMENDATION_FLOW, "approve", by=actor)
    recommendation.addressee, recommendation.approved_by = addressee, actor.id
    _last_revision(recommendation).answered_at = clock.now()
    notices.recommendation_approved(recommendation)
    return recommendation


def _last_revision(recommendation: Recommendation) -> Revision:
    which = (Revision.recommendation_id == recommendation.id, Revision.number == recommendation.revision)
    return db.session.scalars(select(Revision).where(*which)).one()


def require_signer(actor: Actor, recommendation: Recommendation) -> None:
    """Signing is a person's own act: the chair, signed in, and not the one who approved (product.md §5.4, §5.6)."""
    require(rules.can_sign(actor, recommendation))
    require(actor.kind == "staff", "签发要本人登录以后办，令牌不能签发，什么都没有改动。请签发人用自己的账号登录。")
    own = actor.id == recommendation.approved_by
    require(not own, "这份建议是您审核通过的，要由另一位来签发，什么都没有改动。请其他主席会议成员签发。")


def sign_recommendation(actor: Actor, recommendation: Recommendation) -> Recommendation:
    """签发: freezes the letter, keeps its SM3 with name, role and time, and allots the number in this transaction."""
    require_signer(actor, recommendation)
    RECOMMENDATION_FLOW.target("sign", recommendation.state)
    recommendation.number = allot(SERIES, PATTERN)
    recommendation.signed_by, recommendation.signed_at = actor.id, clock.now()
    recommendation.signed_name, recommendation.signed_role = actor.name, str(Role.CHAIR)
    recommendation.frozen = wording.letter(recommendation, queries.items_of(recommendation))
    recommendation.digest = crypto.digest(recommendation.frozen.encode())
    trail.move(recommendation, RECOMMENDATION_FLOW, "sign", by=actor)
    notices.recommendation_issued(recommendation)
    return recommendation


def withdraw_recommendation(actor: Actor, recommendation: Recommendation, *, note: str) -> Recommendation:
    """Before it is signed; afterwards only a new one supersedes it (domain.md §2.7, E10)."""
    require(rules.can_submit(actor, recommendation))
    trail.move(recommendation, RECOMMENDATION_FLOW, "withdraw", by=actor, note=note)
    notices.recommendation_withdrawn(recommendation, note)
    return recommendation
