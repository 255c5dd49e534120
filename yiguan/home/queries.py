from collections.abc import Sequence

from sqlalchemy import Select, select

from yiguan.base.errors import NotFound
from yiguan.home.models import Feedback
from yiguan.people.models import Person
from yiguan.store.db import db


def get_feedback(feedback_id: int) -> Feedback:
    found = db.session.get(Feedback, feedback_id)
    if found is None:
        raise NotFound()
    return found


def feedback() -> Select[Feedback]:
    """投诉建议, those still waiting first."""
    return select(Feedback).order_by(Feedback.answered_at.is_not(None), Feedback.at.desc(), Feedback.id)


def callers(person_ids: Sequence[int | None]) -> dict[int, Person]:
    """Who left a way to be called back."""
    wanted = [person_id for person_id in person_ids if person_id]
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}
