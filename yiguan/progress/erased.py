"""The list of who was erased: ids in a file beside the heads of the seals, outside the database and its backups.

A backup brings erased names back; `erase-again` takes them away again by this list.
"""

from collections.abc import Iterable
from pathlib import Path

from yiguan.audit import heads
from yiguan.base import clock, crypto
from yiguan.settings import Settings

FILE = "erased"


class Unreadable(Exception):
    """A line was changed; the message is a sentence for the operator."""


def places(settings: Settings) -> list[Path]:
    return [path.with_name(FILE) for path in heads.places(settings)]


def note(settings: Settings, ids: Iterable[int]) -> None:
    """The list is on the disk before a name is erased. Raises OSError; a name left over is erased the next night."""
    first, *others = places(settings)
    at = clock.now().isoformat()
    lines = [f"{number} {at} {_proof(settings.keys.seal, number, at)}" for number in ids]
    if lines:
        heads.append(first, "\n".join(lines))
        heads.copy(first, others)


def ids(settings: Settings) -> set[int]:
    """Everybody on the list. Raises Unreadable."""
    path = places(settings)[0]
    whole, _, _ = path.read_text("utf-8").rpartition("\n") if path.exists() else ("", "", "")
    return {_id(settings, path, at, line) for at, line in enumerate(whole.splitlines(), start=1)}


def _id(settings: Settings, path: Path, at: int, line: str) -> int:
    number, _, rest = line.partition(" ")
    moment, _, proof = rest.partition(" ")
    ring = settings.keys.ring("seal")
    if not number.isdecimal() or not any(crypto.same(proof, _proof(key, int(number), moment)) for key in ring):
        raise Unreadable(f"{path} 第 {at} 行不是本平台写的，或者被改动过。什么都没有删；请从另一处的副本放回这个文件。")
    return int(number)


def _proof(key: bytes, number: int, at: str) -> str:
    return crypto.mac(key, "erased", number, at).hex()
