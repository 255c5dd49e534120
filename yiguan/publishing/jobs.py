"""What the worker does for publishing: a page whose time has come is shown."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Invalid
from yiguan.publishing.acts import PUBLISH, UNSCHEDULE
from yiguan.publishing.models import Publication
from yiguan.publishing.states import PublicationState
from yiguan.store.db import db
from yiguan.store.schedule import Job, every
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform


def show_due() -> int:
    """What changed after it was reviewed, or whose topic ended meanwhile, goes back to the reviewers."""
    due = (Publication.state == PublicationState.SCHEDULED, Publication.publish_at <= clock.now())
    query = select(Publication).where(*due).options(joinedload(Publication.topic).joinedload(Topic.unit))
    found = db.session.scalars(query.with_for_update(of=Publication, skip_locked=True)).all()
    for publication in found:
        try:
            perform(PUBLISH if publication.topic.state is TopicState.APPROVED else UNSCHEDULE, publication, by=SYSTEM)
        except Invalid:
            perform(UNSCHEDULE, publication, by=SYSTEM)
    return len(found)


JOBS = (Job("publish-scheduled", show_due, every(minutes=1)),)
