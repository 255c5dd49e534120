"""The installation's virus scanner looks at files that wait for it, in the worker, with no transaction open meanwhile.

A worker that is killed leaves them waiting; a scanner that fails is asked again.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import structlog
from sqlalchemy import func, select

from yiguan.attachments import limited
from yiguan.attachments.marks import SCAN_REFUSED
from yiguan.attachments.models import Attachment
from yiguan.attachments.states import ScanState
from yiguan.audit import trail
from yiguan.base.actor import SYSTEM
from yiguan.settings import settings
from yiguan.store import files
from yiguan.store.db import db, reading

BATCH, MOST = 20, 500
"""Files a round, and how many are looked up for it: of some that are erased only the row is left."""
PATIENCE_S = 90
VERDICTS = {0: ScanState.CLEAN, 1: ScanState.REFUSED}
"""Exit code → what it says, as clamdscan and clamscan have it; any other is a failure of the scanner."""
_COMMAND = (sys.executable, "-I", str(Path(limited.__file__)))
log = structlog.get_logger()


def scan_waiting() -> int:
    """Lets the scanner look at some files; returns how many got a verdict."""
    if not settings().scan:
        return 0
    with reading():
        paths = dict(islice(_waiting(), BATCH))
    verdicts = {number: verdict for number, path in paths.items() if (verdict := look(path))}
    for number, verdict in verdicts.items():
        _note(db.session.get_one(Attachment, number), verdict)
    return len(verdicts)


def look(path: Path) -> ScanState | None:
    """None when the scanner fails, or takes too long."""
    command = [*_COMMAND, *shlex.split(settings().scan), str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            command, capture_output=True, timeout=PATIENCE_S, env={"PATH": os.environ.get("PATH", os.defpath)}
        )
    except subprocess.TimeoutExpired:
        log.error("scanner too slow")
        return None
    if done.returncode not in VERDICTS:
        log.error("scanner failed", code=done.returncode)
    return VERDICTS.get(done.returncode)


def _waiting() -> Iterator[tuple[int, Path]]:
    """In any order, so that a file at which the scanner fails holds up no other."""
    undecided = Attachment.scan.in_((ScanState.WAITING, ScanState.UNSCANNED))
    some = select(Attachment.id, Attachment.name).where(undecided).order_by(func.random()).limit(MOST)
    for number, name in db.session.execute(some).all():
        path = files.path_of(settings().uploads, name)
        if path.exists():
            yield number, path


def _note(attachment: Attachment, verdict: ScanState) -> None:
    attachment.scan = verdict
    if verdict is ScanState.REFUSED:
        trail.record(attachment, SCAN_REFUSED, by=SYSTEM)
