"""议题 as everybody reads it: its own words, who proposed it (each as they chose), how many support it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from yiguan.leads.models import Lead
from yiguan.people.joining import main_of
from yiguan.people.privacy.masks import surname_public
from yiguan.people.queries import names_of
from yiguan.people.states import PublicName
from yiguan.store.db import db
from yiguan.topics import queries
from yiguan.topics.models import Topic, TopicLead
from yiguan.workflow.sections import Face, Section

NAMED = 5


def _words(topic: Topic, until: datetime | None) -> Sequence[Section]:
    """The head of its page shows them."""
    passages = [("议题标题", topic.title), ("议题说的事", topic.problem), ("涉及的人", topic.affected)]
    return (Section("", passages=[*passages, ("地点", topic.place)]),)


def proposers(topic: Topic) -> str:
    """张建国、李某和2位不署名的居民: each as they chose (TP-08); nothing when nobody reported it; two statements."""
    query = select(main_of(Lead.person_id), Lead.person_id, Lead.public_name)
    query = query.join(TopicLead, TopicLead.lead_id == Lead.id)
    rows = db.session.execute(query.where(TopicLead.topic_id == topic.id, TopicLead.left_at.is_(None))).all()
    by_choice = sorted(rows, key=lambda row: [*PublicName].index(row[2]))
    chosen = dict({main: (person, choice) for main, person, choice in by_choice}.values())  # who hides once is hidden
    names = names_of(person for person, choice in chosen.items() if choice is not PublicName.ANONYMOUS)
    shown = [names[p] if chosen[p] is PublicName.NAME else surname_public(names[p]) for p in sorted(names)]
    named = "、".join(word if n == 1 else f"{word}等{n}位" for word, n in Counter(shown[:NAMED]).items())
    hidden = len(chosen) - len(shown[:NAMED])
    others = f"{hidden}位不署名的居民" if hidden else ""
    return "和".join(filter(None, (named, others)))


def supporters(topic: Topic) -> int:
    """A person counts once, whichever of the leads in it they supported."""
    everybody = queries.supporters().subquery()
    people = func.count(main_of(everybody.c.person_id).distinct())
    return db.session.scalar(select(people).where(everybody.c.topic_id == topic.id)) or 0


FACE = Face(topic=_words)
