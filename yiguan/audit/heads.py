"""The chain's head outside the database: one line a minute in a file beside the keys, and in a second place by setting.

Whoever can change the database alone cannot shorten, replace or renew the chain without contradicting these lines. A
line is authenticated with the seal key, so nobody without it can write one.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Row, func, select

from yiguan.audit import trail
from yiguan.audit.marks import ANCHOR
from yiguan.audit.models import Seal
from yiguan.base import clock, crypto
from yiguan.base.actor import SYSTEM
from yiguan.base.codes import CROCKFORD, encode_bits, read_code
from yiguan.settings import Settings
from yiguan.store.db import db

FILE = "seal_heads"
PRINTED = 8
TAIL = 8192
"""More bytes than two lines have."""
log = structlog.get_logger()


class ChainBroken(Exception):
    """The database does not hold what was anchored; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Head:
    """The last seal at a moment, and how many rows of each source were sealed. `restored`: from here on the chain goes
    on from this earlier seal, since the database was restored; anchored heads after it are kept, and void.
    """

    at: str
    seal: int
    mac: str
    counts: Mapping[str, int]
    restored: bool = False

    def line(self, key: bytes) -> str:
        told = json.dumps(asdict(self), sort_keys=True)
        return json.dumps({"head": asdict(self), "proof": crypto.mac(key, "seal head", told).hex()}, sort_keys=True)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def places(settings: Settings) -> list[Path]:
    """The file that counts first, beside the keys unless set otherwise; then its copies."""
    return [folder / FILE for folder in settings.seal_heads or (settings.instance,)]


def read(path: Path, ring: Sequence[bytes]) -> list[Head | None]:
    """The heads of a file, oldest first; None for a line that the program did not write. Empty without a file.

    `ring` is the present seal key and the earlier ones; after a line of one key, none of an earlier counts. A last line
    without its end is what a power cut left; it is passed over.
    """
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    whole, _, _ = text.rpartition("\n")
    found: list[Head | None] = []
    for line in whole.split("\n") if whole else ():
        head, ring = _parse(line, ring)
        found.append(head)
    return found


def _parse(line: str, ring: Sequence[bytes]) -> tuple[Head | None, Sequence[bytes]]:
    """The head, and the keys that may have written the next line."""
    try:
        head = Head(**json.loads(line)["head"])
        wrote = (at for at in reversed(range(len(ring))) if head.line(ring[at]) == line)
        at = next(wrote, None)
    except (ValueError, TypeError, KeyError):
        return None, ring
    return (None, ring) if at is None else (head, ring[: at + 1])


def last(path: Path, ring: Sequence[bytes]) -> Head | None:
    """The newest readable head, from the end of the file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL))
            lines = file.read().rpartition(b"\n")[0].decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return None
    return next((head for line in reversed(lines) if (head := _parse(line, ring)[0])), None)


def valid(lines: list[Head | None]) -> dict[int, Head]:
    """Seal → the head that the chain must still hold."""
    known: dict[int, Head] = {}
    for head in filter(None, lines):
        if head.restored:
            known = {seal: one for seal, one in known.items() if seal <= head.seal}
        if head.seal:
            known[head.seal] = head
    return known


def anchor(settings: Settings) -> int:
    """Appends the present head unless it stands there already; 0, since nothing is left to do.

    Raises ChainBroken when the chain contradicts the file, OSError when the first place cannot be written. A second
    place that is away gets what it lacks as soon as it is back.
    """
    first, *others = places(settings)
    require(settings)
    before = last(first, settings.keys.ring("seal"))
    now = present(before)
    if now is not None and before is None:
        trail.record("seal", ANCHOR, by=SYSTEM)
    if now is not None and (before is None or now.seal != before.seal):
        append(first, now.line(settings.keys.seal))
    copy(first, others)
    return 0


def present(before: Head | None = None, *, restored: bool = False) -> Head | None:
    """The head as the database has it; None without seals. Counted from the head before on."""
    top = _newest()
    if top is None:
        return Head(clock.now().isoformat(), 0, "", {}, True) if restored else None
    since = before.seal if before and not restored else 0
    newer = select(Seal.source, func.count()).where(Seal.id > since, Seal.id <= top.id).group_by(Seal.source)
    counts = dict(before.counts) if since and before else {}
    for source, number in db.session.execute(newer):
        counts[source] = counts.get(source, 0) + number
    return Head(clock.now().isoformat(), top.id, top.mac.hex(), counts, restored)


def _newest() -> Row[int, bytes] | None:
    return db.session.execute(select(Seal.id, Seal.mac).order_by(Seal.id.desc()).limit(1)).first()


def append(path: Path, line: str) -> None:
    """One line, on the disk when this returns. What a power cut left of another line is overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, end - TAIL))
        file.seek(start + file.read().rfind(b"\n") + 1)
        file.truncate()
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def copy(first: Path, others: Iterable[Path]) -> None:
    """Appends what the second place lacks; it is never shortened. A place that is away gets it later."""
    for other in others:
        try:
            with first.open("rb") as here, other.open("ab") as there:
                here.seek(there.tell())
                there.write(here.read())
                there.flush()
                os.fsync(there.fileno())
        except OSError as fault:
            log.error("second place of the seals is away", fault=type(fault).__name__)


def require(settings: Settings) -> None:
    """Raises ChainBroken when the newest anchored head is not in the database: it was cut, or an older copy runs."""
    first = places(settings)[0]
    head = last(first, settings.keys.ring("seal"))
    if head is None or head.seal == 0:
        return
    mac = db.session.scalar(select(Seal.mac).where(Seal.id == head.seal))
    if mac is None or mac.hex() != head.mac:
        raise ChainBroken(
            f"数据库里没有 {clock.moment(head.moment)} 记在 {first} 里的封存（第 {head.seal} 号）："
            "数据库被截短，或者换成了早先的一份。新的记录都在，但先不封存。"
            "是从备份恢复的，请运行 python -m yiguan audit-restored；不是，请保留现场，联系审计管理员。"
        )


def trouble(settings: Settings) -> str:
    """What is wrong with the file and the newest head, for the start and the check; empty when all is well."""
    try:
        require(settings)
    except ChainBroken as broken:
        return str(broken)
    return missing(settings)


def missing(settings: Settings) -> str:
    """A sentence when there are seals and no file for them; empty otherwise."""
    first = places(settings)[0]
    sealed = db.session.scalar(select(Seal.id).limit(1)) is not None
    return (
        f"封存记录 {first} 不在。请从备份放回；没有备份，后台任务会从现在起另记一份。"
        if sealed and not first.exists()
        else ""
    )


def history(settings: Settings) -> Iterator[str]:
    """What is no fault and an auditor should know: since when heads are kept, and every restore."""
    lines = [head for head in read(places(settings)[0], settings.keys.ring("seal")) if head]
    if lines:
        yield f"封存从 {clock.moment(lines[0].moment)}（第 {lines[0].seal} 号）起记在库外，共 {len(lines)} 次。"
    for head in lines:
        if head.restored:
            yield f"{clock.moment(head.moment)} 从备份恢复过，从第 {head.seal} 号封存接着走；原因在审计记录里。"


def printed() -> str:
    """The newest seal, for papers: its number and eight characters of it; empty before the first seal."""
    top = _newest()
    return code_of(top.id, top.mac) if top else ""


def code_of(number: int, mac: bytes) -> str:
    code = encode_bits(mac, PRINTED)
    return f"{number}-{code[:4]}-{code[4:]}"


def compare(typed: str) -> str:
    """What is wrong with a code from a paper; empty when the database holds the same seal."""
    code = read_code(typed, CROCKFORD) or ""
    number, rest = code[:-PRINTED], code[-PRINTED:]
    if not number.isdecimal() or len(number) > 18:
        return "这不像纸上印的封存号。它是一个数字，加八个字母或数字，例如 1234-ABCD-EFGH。"
    mac = db.session.scalar(select(Seal.mac).where(Seal.id == int(number)))
    if mac is None:
        return f"第 {number} 号封存不在数据库里：链在打印以后被截短，或者换成了早先的一份。"
    return "" if encode_bits(mac, PRINTED) == rest else f"第 {number} 号封存和纸上印的不一样：链在打印以后被换过。"
