"""The scan receipt: signed proof that this phone opened a valid code, and both CSRF token and one-time key of the form.

A slow reader can still check in after the code has changed (CK-04), and a forwarded page expires after a quarter of an
hour.
"""

import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from yiguan.base.crypto import mac, same

LIFE_S = 15 * 60
SOURCES = ("screen", "print", "personal")
_PACKED = struct.Struct(">QQI16sBB")
_TAG_BYTES = 16


@dataclass(frozen=True)
class Receipt:
    """`device` is the id of the phone that scanned; `key` the one-time key, 32 hexadecimal characters."""

    meeting_id: int
    device: int
    at: datetime
    key: str
    source: str
    part: int = 1

    def is_fresh(self, moment: datetime) -> bool:
        return (moment - self.at).total_seconds() <= LIFE_S


def issue(key: bytes, meeting_id: int, device: int, source: str, moment: datetime, part: int = 1) -> str:
    """A new receipt as the text of a hidden field."""
    fields = (meeting_id, device, int(moment.timestamp()), secrets.token_bytes(16), SOURCES.index(source), part)
    packed = _PACKED.pack(*fields)
    return urlsafe_b64encode(packed + _tag(key, packed)).decode().rstrip("=")


def read(ring: Sequence[bytes], text: str) -> Receipt | None:
    """The receipt, fresh or not; None when none of these keys issued it."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return None
    packed, tag = raw[: _PACKED.size], raw[_PACKED.size :]
    if len(tag) != _TAG_BYTES or not any(same(_tag(key, packed), tag) for key in ring):
        return None
    meeting_id, device, at, nonce, source, part = _PACKED.unpack(packed)
    return Receipt(meeting_id, device, datetime.fromtimestamp(at, UTC), nonce.hex(), SOURCES[source], part)


def _tag(key: bytes, packed: bytes) -> bytes:
    return mac(key, "scan receipt", packed)[:_TAG_BYTES]
