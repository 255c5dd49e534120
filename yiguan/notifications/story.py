"""通知: what somebody was told; its words go with their name, that they were told stays."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select, update

from yiguan.notifications.models import Mute, Notice
from yiguan.store.db import db
from yiguan.workflow.stories import Held, Story


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    """They follow a record, which is told by its own slice."""
    for notice in db.session.scalars(select(Notice).where(Notice.person_id.in_(persons))):
        yield Held("给您的消息", notice.title, notice.at)


def _forgets(persons: Sequence[int]) -> None:
    db.session.execute(update(Notice).where(Notice.person_id.in_(persons)).values(text=""))
    db.session.execute(delete(Mute).where(Mute.person_id.in_(persons)))


STORY = Story(holds=_holds, forgets=_forgets)
