"""报名 on the page of one phone: the meetings where its people are expected."""

from collections.abc import Sequence

from yiguan.registrations.queries import ahead_of
from yiguan.workflow.sections import Face, Section


def _expected(person_ids: Sequence[int]) -> Sequence[Section]:
    lines = ahead_of(person_ids)
    return (Section("registrations/mine.html", lines, 10),) if lines else ()


FACE = Face(mine=_expected)
