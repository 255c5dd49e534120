"""附件: how many files wait for the scanner, and what it said of the others."""

from collections.abc import Iterator

from sqlalchemy import func, select

from yiguan.attachments.models import Attachment
from yiguan.attachments.states import ScanState
from yiguan.store.db import db
from yiguan.workflow.todos import Todo


def _figures() -> Iterator[str]:
    counted = db.session.execute(select(Attachment.scan, func.count()).group_by(Attachment.scan))
    by_state = {row[0]: row[1] for row in counted}
    yield from (f'yiguan_attachments{{scan="{state}"}} {by_state.get(state, 0)}' for state in ScanState)


TODO = Todo(figures=_figures)
