"""The fingerprints in a pack: by them a box recognises the codes that home made, and can make none (decision 0038)."""

from typing import Any

from yiguan.attendance.codes import Mint
from yiguan.meetings.keys import fingerprint
from yiguan.registrations import codes

Facts = dict[str, Any]


def of(key: bytes, pack: Facts) -> list[Facts]:
    """Of every code made with this key: the posters of all parts and epochs, the personal codes of the list."""
    code, epochs = pack["meeting"]["code"], range(1, pack["meeting"]["epoch"] + 1)
    parts = [part["number"] for part in pack["parts"]] or [1]
    posters = [_of_poster(Mint(key, code, epoch, part)) for epoch in epochs for part in parts]
    return posters + [one for person in pack["people"] for one in _of_line(key, code, person["line"])]


def in_pack(pack: Facts) -> list[Facts]:
    """A pack of an earlier release holds the key instead, which ends here."""
    return pack["codes"] if "codes" in pack else of(bytes.fromhex(pack["code_key"]), pack)


def _of_poster(mint: Mint) -> Facts:
    facts = {"fingerprint": fingerprint(mint.meeting, mint.printed()).hex(), "part": mint.part, "epoch": mint.epoch}
    return facts | {"tail": "", "line": None}


def _of_line(key: bytes, meeting_code: str, line: Facts) -> list[Facts]:
    found = codes.fingerprints(key, meeting_code, line["id"], line["epoch"])
    return [
        {"fingerprint": one.whole.hex(), "tail": one.tail.hex(), "line": line["id"], "part": 1, "epoch": one.epoch}
        for one in found
    ]
