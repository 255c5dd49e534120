from itertools import count

from yiguan.notifications.models import Notice
from yiguan.notifications.service import tell
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.store.db import db

_numbers = count(1)


def a_notice(person_id: int, about: Unit | Person, *, title: str = "议题已退回", unit: Unit | None = None) -> Notice:
    """Something told to somebody, of an event of its own."""
    event = f"test_event:{next(_numbers)}"
    tell(event, [person_id], about=about, title=title, text="请补充地点", unit_id=unit.id if unit else None)
    db.session.commit()
    return db.session.query(Notice).filter_by(event=event).one()
