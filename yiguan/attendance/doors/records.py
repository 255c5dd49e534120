"""Parses the records of a device; an unreadable one is stored for a person to review.

Records of a hall box also have its verdict (`Said`), which is ignored from other senders.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields, validate

from yiguan.attendance.facts import Said
from yiguan.attendance.ledger.keys import BATCH, OTHER
from yiguan.attendance.states import BOX_SOURCES, RECEPTION_SOURCES, CheckInSource, CheckInState, Result, Way
from yiguan.base.crypto import digest
from yiguan.base.fields import Choice, Flag, In, Text, Whole
from yiguan.base.text import clean

MOST_RAW = 400
TARGETS = ("code", "person", "name")


class RecordIn(In):
    key = Text(60, least=8)
    counter = Whole(0, 2_000_000_000, required=False, load_default=None, allow_none=True)
    device_at = fields.Raw(load_default=None)
    source = Choice(CheckInSource, validate=validate.OneOf(RECEPTION_SOURCES))
    code = Text(200, least=0)
    person = fields.Raw(load_default="")
    name = Text(20, least=0)
    part = Whole(1, 99, required=False, load_default=None, allow_none=True)
    way = Choice(Way, required=False, load_default=Way.IN)


class VouchedIn(RecordIn):
    """`settled`: a person at the box said who it was; `guest`: the box's own id of somebody not on the list."""

    source = Choice(CheckInSource, validate=validate.OneOf(BOX_SOURCES))
    state = Choice(CheckInState, required=False, load_default=None)
    result = Choice(Result, required=False, load_default=Result.OK)
    settled = Flag()
    reason = Text(40, least=0)
    guest = Text(20, least=0)
    raw = Text(MOST_RAW, least=0)


_reader = RecordIn(unknown=EXCLUDE)
_vouched = VouchedIn(unknown=EXCLUDE)


@dataclass(frozen=True)
class Record:
    """One scan. `target` says what `text` is: a code, a person's id, a name, or empty for an unreadable record.

    `part` is the one the helper chose, None for the one that runs at that time; `way` says whether somebody arrives,
    leaves or returns.
    """

    key: str
    source: CheckInSource
    target: str
    text: str
    sent_key: str | None
    counter: int | None = None
    device_at: datetime | None = None
    said: Said | None = None
    part: int | None = None
    way: Way = Way.IN

    @property
    def other(self) -> "Record":
        """The same scan under a new key, if its key was used for other content."""
        facts = (self.key, self.counter, str(self.device_at), self.source.value, self.target, self.text)
        content = json.dumps([*facts, self.part, self.way.value])
        return replace(self, key=OTHER + digest(content.encode())[:48])


def read_record(raw: Any, *, vouched: bool = False) -> Record:
    """Never raises: an invalid record becomes one that a person must review."""
    sent = _printable(raw["key"]) if isinstance(raw, dict) and isinstance(raw.get("key"), str) else None
    try:
        data = (_vouched if vouched else _reader).load(raw)
    except ValidationError:
        return _unreadable(raw, sent)
    person = _printable(str(data["person"])) if isinstance(data["person"], (str, int)) else ""
    given = {"code": data["code"], "person": person[:20], "name": data["name"]}
    found = [target for target in TARGETS if given[target]]
    said = _said(data) if vouched and data["state"] else None
    nobody = said is not None and said.state is not CheckInState.COUNTED and not found
    if len(found) != 1 and not nobody:
        return _unreadable(raw, sent)
    at = read_moment(data["device_at"])
    target = found[0] if found else ""
    text = given[target] if target else ""
    record = Record(BATCH + data["key"], data["source"], target, text, sent, data["counter"], at, said)
    return replace(record, part=data["part"], way=data["way"])


def _said(data: Any) -> Said:
    return Said(**{name: data[name] for name in ("state", "result", "settled", "reason", "guest", "raw")})


def read_moment(value: Any) -> datetime | None:
    """A device's time, as evidence only; None for an implausible one (CK-18)."""
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo and 1990 <= moment.year <= 2150 else None
    except (TypeError, ValueError, OverflowError):
        return None


def _unreadable(raw: Any, sent: str | None) -> Record:
    """An unreadable record; without a usable key, its content is its key, so that a repeat is recognised."""
    whole = json.dumps(raw, sort_keys=True)
    text = _printable(json.dumps(raw, ensure_ascii=False, sort_keys=True))
    usable = sent is not None and 8 <= len(sent) <= 60
    key = sent if sent is not None and usable else digest(whole.encode())[:48]
    return Record(BATCH + key, CheckInSource.DESK_SCAN, "", text[:MOST_RAW], sent)


def _printable(text: str) -> str:
    """Without characters that a database or an answer cannot hold."""
    return clean(text, lines=False)[:2000]
