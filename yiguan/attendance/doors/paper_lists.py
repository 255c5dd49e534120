"""补录纸质名单: a signed paper list, entered afterwards with its picture."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from yiguan.attachments import service as attachments
from yiguan.attachments.contents import of_picture
from yiguan.attachments.pictures import Picture
from yiguan.attendance import known, rules
from yiguan.attendance.doors import batch
from yiguan.attendance.doors.gathering import Sender
from yiguan.attendance.doors.records import Record
from yiguan.attendance.ledger import write
from yiguan.attendance.marks import ENTER
from yiguan.attendance.models import PaperList
from yiguan.attendance.states import CheckInSource
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, require
from yiguan.base.text import key_of
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.settings import Settings
from yiguan.store.db import db


def enter(
    actor: Actor,
    meeting: Meeting,
    lines: Sequence[str],
    picture: Picture,
    settings: Settings,
    *,
    folder: Path,
    part: int = 1,
) -> tuple[list[write.Outcome], int]:
    """Enters the names with grade E. Also returns how many names are already counted, or twice on the paper.

    `lines` are 姓名, or 姓名 and the last four digits of the phone; with both, a person on the list is recognised.
    """
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    if not rules.takes_paper(meeting):
        raise Conflict("会还没开，不用补录。", code="wrong_state")
    people = known.people_of(meeting, settings.keys)
    kept = attachments.keep(of_picture(picture), folder, owner_id=actor.id, unit_id=meeting.unit_id)
    paper = PaperList(meeting_id=meeting.id, attachment_id=kept.id, people=len(lines), at=clock.now())
    paper.is_sample = meeting.is_sample
    db.session.add(paper)
    trail.record(paper, ENTER, by=actor)
    here = {key_of(name) for guest, name, _ in people if guest.here}
    records = [replace(_record(paper, at, line, people), part=part) for at, line in enumerate(lines)]
    return batch.take(Sender(meeting, actor, paper=True), records, settings), _alike(records, here)


def _alike(records: Iterable[Record], here: set[str]) -> int:
    """How many names may belong to somebody already counted; of two equal names on the paper, one."""
    names = Counter(key_of(record.text) for record in records if record.target == "name")
    return sum(number if name in here else number - 1 for name, number in names.items())


def _record(paper: PaperList, at: int, line: str, known: Sequence[Any]) -> Record:
    name, _, tail = line.rpartition(" ") if line[-4:].isdigit() else (line, "", "")
    found = [g.person_id for g, full, phone in known if tail and key_of(full) == key_of(name) and phone[-4:] == tail]
    target, text = ("person", str(found[0])) if len(found) == 1 else ("name", name)
    return Record(f"paper-{paper.id}-{at}", CheckInSource.PAPER, target, text, None)
