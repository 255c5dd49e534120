"""公开 on a station's own page: the topics everybody may read, with how far each has come."""

from collections.abc import Sequence

from yiguan.organisation.models import Unit
from yiguan.publishing.queries import published_at
from yiguan.workflow.sections import Face, Section


def _topics(unit: Unit) -> Sequence[Section]:
    return (Section("publishing/station.html", published_at(unit.id), 20),)


FACE = Face(station=_topics)
