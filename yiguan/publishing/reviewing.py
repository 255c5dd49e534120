"""审: who has read through what is going to be public, and what still stands against showing it (domain.md §9.2.6)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.organisation.values import value_of
from yiguan.publishing.covering import hidden_on
from yiguan.publishing.models import Publication, Redaction, Review
from yiguan.publishing.parameters import REVIEWS
from yiguan.publishing.reading import Texts, texts_of
from yiguan.store.db import db
from yiguan.topics.models import Topic

FOUND = "有 {count} 处像是个人信息，没有公开。请先遮住或改掉；"
ASK = "确认可以公开的，写明理由审过一遍，再由另一个人公开。"
NEEDS_WAIVER = "确认可以公开的，写明为什么。"
MORE = "公开要 {needed} 个人各审一遍，算上您是 {have} 个。还没有公开，请另外的人先审。"
TWO = 2
"""Whoever asks that personal data stay, and somebody else."""


@dataclass(frozen=True)
class Standing:
    """The texts as they are now, and the reviews of exactly these texts."""

    texts: Texts
    digest: str
    reviews: Sequence[Review]

    @property
    def needed(self) -> int:
        return max(value_of(REVIEWS), TWO if self.texts.hard() else 1)

    def was_read_by(self, actor: Actor) -> bool:
        return any(review.person_id == actor.id for review in self.reviews)

    def readers(self, actor: Actor) -> int:
        """How many have read them, the actor included; the worker is nobody."""
        return len({review.person_id for review in self.reviews} | ({actor.id} - {None}))

    def against(self, actor: Actor) -> str:
        """Why this person may not show the page now; empty when nothing stands against it."""
        hard = self.texts.hard()
        if hard and not any(review.waiver and review.person_id != actor.id for review in self.reviews):
            return FOUND.format(count=len(hard)) + ASK
        have = self.readers(actor)
        return MORE.format(needed=self.needed, have=have) if have < self.needed else ""


def standing(topic: Topic, publication: Publication | None) -> Standing:
    """A review holds for the text that was read: what changes, is uncovered or was withdrawn is read again."""
    texts = texts_of(topic, hidden=hidden_on(publication) if publication else ())
    if publication is None:
        return Standing(texts, "", ())
    digest = _digest(publication, texts)
    query = select(Review).where(Review.publication_id == publication.id, Review.digest == digest)
    query = query.where(Review.at > publication.withdrawn_at) if publication.withdrawn_at else query
    return Standing(texts, digest, db.session.scalars(query.order_by(Review.id)).all())


def _digest(publication: Publication, texts: Texts) -> str:
    lifted = select(Redaction.id).where(Redaction.publication_id == publication.id, Redaction.lifted_at.is_not(None))
    read = [texts.written(), [*db.session.scalars(lifted.order_by(Redaction.id))]]
    return crypto.digest(json.dumps(read, ensure_ascii=False).encode())
