"""Sends the box's scans home as records of the ordinary batch, any number of times (decision 0024).

Everything is sent every time, since home recognises each scan by its key. No transaction is open during the requests.
"""

import http.client
import json
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from yiguan.attendance.queries import reasons_of_undoing
from yiguan.attendance.states import UNCLEAR, CheckInState
from yiguan.base import clock
from yiguan.hallbox import queries
from yiguan.hallbox.models import HallBox
from yiguan.hallbox.queries import Scan
from yiguan.meetings.models import Meeting
from yiguan.people import raw_scans
from yiguan.people.queries import names_of
from yiguan.registrations.models import Registration
from yiguan.store import keyring
from yiguan.store.db import db

AT_ONCE = 200
WAIT_S = 20
LOOPBACK = ("127.0.0.1", "localhost", "::1")
Body = dict[str, Any]
Post = Callable[[Body], Body]


class NotSent(Exception):
    """Nothing arrived, or the outcome is unknown; the message says why and that everything is still stored here."""


@dataclass(frozen=True)
class Answered:
    """Home's answer to one scan; `state` is empty when it must be sent again."""

    scan: Scan
    state: str
    result: str


@dataclass(frozen=True)
class Parcel:
    """Everything the box sends, read before the first request."""

    device: str
    scans: Sequence[Scan]
    records: Sequence[Body]

    def loads(self) -> Iterator[tuple[Sequence[Scan], Body]]:
        """The batches in the order of the scans; one empty batch if there are none."""
        for at in range(0, max(1, len(self.scans)), AT_ONCE):
            body = {"device": self.device, "sent_at": clock.now().isoformat(), "made": len(self.scans)}
            yield self.scans[at : at + AT_ONCE], body | {"records": list(self.records[at : at + AT_ONCE])}


def pack_up(box: HallBox, meeting: Meeting) -> Parcel:
    """The parcel, with people on the list by id and others by the name they gave; phone numbers are not sent."""
    scans = queries.scans_of(meeting.id)
    listed = set(db.session.scalars(_listed(meeting)))
    names = names_of(scan.last.person_id for scan in scans if scan.last.person_id not in listed)
    raw = raw_scans.texts_of(scan.row.id for scan in scans if scan.last.state in UNCLEAR)
    undone = reasons_of_undoing(scan.last.id for scan in scans if scan.last.state is CheckInState.UNDONE)
    return Parcel(box.device, scans, [_record(box, scan, listed, names, raw, undone) for scan in scans])


def _listed(meeting: Meeting) -> Any:
    return db.select(Registration.person_id).where(Registration.meeting_id == meeting.id)


def _record(
    box: HallBox,
    scan: Scan,
    listed: set[int],
    names: Mapping[int, str],
    raw: Mapping[int, str],
    undone: Mapping[int, str],
) -> Body:
    row, last = scan.row, scan.last
    record = {"key": f"{box.device}-{row.id}", "counter": scan.counter, "device_at": row.moment.isoformat()}
    record |= {"source": str(row.source), "part": row.part, "state": str(last.state), "result": str(last.result)}
    record |= {"settled": scan.settling is not None}
    if last.person_id in listed:
        record["person"] = str(last.person_id)
    elif last.person_id:
        record |= {"name": names[last.person_id], "guest": str(last.person_id)}
    more = {"raw": raw.get(row.id, ""), "reason": undone.get(last.id, "")}
    return record | {name: text for name, text in more.items() if text}


def deliver(parcel: Parcel, post: Post) -> tuple[list[Answered], str]:
    """The answers, and the reason why sending stopped, if it did."""
    answered: list[Answered] = []
    for scans, body in parcel.loads():
        try:
            results = post(body)["results"]
        except NotSent as trouble:
            return answered, str(trouble)
        answered += [
            Answered(scan, str(one["state"] or ""), str(one["result"]))
            for scan, one in zip(scans, results, strict=True)
        ]
    return answered, ""


@dataclass(frozen=True)
class Home:
    """The platform this box came from: its address, and the secret for its meeting's batch."""

    url: str
    secret: str
    meeting: str

    def post(self, body: Body) -> Body:
        """Sends one batch. Raises NotSent with a sentence."""
        try:
            status, answer = self._ask(json.dumps(body).encode())
        except ssl.SSLCertVerificationError as error:
            raise NotSent(f"{self.url} 的证书不对，没有送出去：可能有人冒充平台。请换一个网络再试。") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotSent(f"连不上 {self.url}，没有送出去。记录都在这台电脑上；连上互联网，再送一次。") from error
        if status == 200 and isinstance(answer, dict) and len(answer.get("results", ())) == len(body["records"]):
            return answer
        told = answer.get("message") if isinstance(answer, dict) else None
        raise NotSent(str(told) if told else f"{self.url} 没有照平台的样子回答（{status}）。请核对地址，再送一次。")

    def _ask(self, body: bytes) -> tuple[int, Any]:
        line = _line(self.url)
        try:
            path = f"{urlsplit(self.url).path.rstrip('/')}/api/v1/meetings/{self.meeting}/check-ins/batch"
            headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            is_json = answer.headers.get_content_type() == "application/json"
            return answer.status, json.loads(answer.read()) if is_json else None
        finally:
            line.close()


def _line(url: str) -> http.client.HTTPConnection:
    """A connection over https, or to this machine, since secret and names are sent. Raises NotSent for others."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=WAIT_S, context=context)
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=WAIT_S)
    raise NotSent("平台的地址要以 https:// 开头，名字才不会在路上被人看到。请核对地址，再送一次。")


def home_of(box: HallBox, meeting: Meeting, to: str = "") -> Home:
    told = json.loads(keyring.decrypt(box.told, f"hall_box.told:{box.code}"))
    return Home((to or told["home"]).rstrip("/"), told["secret"], meeting.code)
