"""The fingerprints in a pack: by them a box recognises the codes that home made, and can make none (decision 0038)."""

from collections.abc import Mapping, Sequence
from typing import Any

from yiguan.attendance.codes import Mint
from yiguan.meetings.keys import fingerprint
from yiguan.registrations import codes

Facts = dict[str, Any]


def of(keys: Sequence[bytes], pack: Facts, own: Mapping[int, bytes] | None = None) -> list[Facts]:
    """Of every code made with these keys of the meeting: the posters of all parts and epochs, and the personal codes of
    the list, each under the key that `own` has for the line, or the first.
    """
    code, epochs = pack["meeting"]["code"], range(1, pack["meeting"]["epoch"] + 1)
    parts = [part["number"] for part in pack["parts"]] or [1]
    posters = [_of_poster(Mint(key, code, epoch, part)) for key in keys for epoch in epochs for part in parts]
    lines = [(person["line"], (own or {}).get(person["line"]["id"], keys[0])) for person in pack["people"]]
    return posters + [one for line, key in lines for one in _of_line(key, code, line)]


def in_pack(pack: Facts) -> list[Facts]:
    """A pack of an earlier release holds the key instead, which ends here."""
    return pack["codes"] if "codes" in pack else of([bytes.fromhex(pack["code_key"])], pack)


def _of_poster(mint: Mint) -> Facts:
    facts = {"fingerprint": fingerprint(mint.meeting, mint.printed()).hex(), "part": mint.part, "epoch": mint.epoch}
    return facts | {"tail": "", "line": None}


def _of_line(key: bytes, meeting_code: str, line: Facts) -> list[Facts]:
    found = codes.fingerprints(key, meeting_code, line["id"], line["epoch"])
    return [
        {"fingerprint": one.whole.hex(), "tail": one.tail.hex(), "line": line["id"], "part": 1, "epoch": one.epoch}
        for one in found
    ]
