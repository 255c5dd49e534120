"""投诉建议: whoever asked to be called back is known until that was done, and for a while after."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, select

from yiguan.home.models import Feedback
from yiguan.store.db import db
from yiguan.workflow.stories import Held, Story


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    return (select(Feedback.person_id).where((Feedback.at >= before) | Feedback.answered_at.is_(None)),)


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    for said in db.session.scalars(select(Feedback).where(Feedback.person_id.in_(persons))):
        yield Held("投诉建议", said.text[:30], said.at, is_open=said.answered_at is None, about=("feedback", said.id))


def _forgets(persons: Sequence[int]) -> None:
    """What they said to the platform and what they were answered; that somebody said something stays."""
    for said in db.session.scalars(select(Feedback).where(Feedback.person_id.in_(persons))):
        said.text = said.answer = ""


STORY = Story(needs=_needs, forgets=_forgets, holds=_holds)
