from itertools import count

from sqlalchemy import select

from yiguan.base.act import Message
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel, NoticeKind
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.store.db import db

_numbers = count(1)


def a_message(title: str = "议题已退回", kind: NoticeKind = NoticeKind.DUTY) -> Message:
    return Message(kind, title, "请补充地点")


def a_notice(
    person_id: int,
    about: Unit | Person,
    *,
    title: str = "议题已退回",
    unit: Unit | None = None,
    channel: NoticeChannel | None = None,
    kind: NoticeKind = NoticeKind.DUTY,
) -> Notice:
    """Something told to somebody, of an event of its own."""
    event, unit_id = f"test_event:{next(_numbers)}", unit.id if unit else None
    tell(event, [person_id], a_message(title, kind), about=about, unit_id=unit_id, channel=channel)
    db.session.commit()
    return db.session.query(Notice).filter_by(event=event).one()


def delivery_of(notice: Notice, channel: NoticeChannel | None = None) -> Delivery:
    """As it is in the database; the only one, if no channel is named."""
    query = select(Delivery).where(Delivery.notice_id == notice.id)
    query = query.where(Delivery.channel == channel) if channel else query
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()
