"""投诉建议: whoever asked to be called back is known until that was done, and for a while after."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from yiguan.home.models import Feedback
from yiguan.workflow.stories import Story


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    return (select(Feedback.person_id).where((Feedback.at >= before) | Feedback.answered_at.is_(None)),)


STORY = Story(needs=_needs)
