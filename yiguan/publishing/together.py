"""Several pages at once: each goes one step on; one that must not is named and stays, and the others go.

Personal data are never let through here, not even with somebody's reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid, Refusal
from yiguan.publishing import queries
from yiguan.publishing.acts import CHECK, showing
from yiguan.publishing.preparing import prepare
from yiguan.publishing.reviewing import FOUND, standing
from yiguan.store.db import db
from yiguan.workflow.perform import perform

UNREAD = "这一件的字您还没有在这里看过，或者看过以后改了，没有动。请再看一遍。"
ALONE = "这一件请单独点开来看。"


@dataclass(frozen=True)
class Outcome:
    """Titles of topics: shown now, read through once more, and kept back with the reason."""

    shown: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)


def forward(actor: Actor, read: Mapping[int, str]) -> Outcome:
    """`read` has the digest of the words that the actor was shown, by topic. Raises NotFound for a topic outside the
    actor's reach, before anything is done.
    """
    outcome = Outcome()
    for topic, publication in [queries.get_topic(actor, topic_id) for topic_id in read]:
        try:
            with db.session.begin_nested():
                page = publication or prepare(topic)
                now = standing(topic, page)
                if now.texts.digest != read[topic.id]:
                    raise Invalid(UNREAD)
                if hard := now.texts.hard():
                    raise Invalid(FOUND.format(count=len(hard)) + ALONE)
                ready = not now.against(actor)
                perform(showing(page) if ready else CHECK, page, by=actor)
        except Refusal as refusal:
            outcome.kept.append((topic.title, _sentence(refusal)))
        else:
            (outcome.shown if ready else outcome.checked).append(topic.title)
    return outcome


def _sentence(refusal: Refusal) -> str:
    return next((sentence for sentences in refusal.fields.values() for sentence in sentences), refusal.message)
