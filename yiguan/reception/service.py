"""The acts at the desk besides scanning: day links, devices, settling, looking at bursts, closing, paper lists."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import case, update
from sqlalchemy.dialects import postgresql, sqlite

from yiguan.attachments import service as attachments
from yiguan.attachments.pictures import Picture
from yiguan.audit import trail
from yiguan.checkin import service as checkin
from yiguan.checkin.models import CheckIn
from yiguan.checkin.states import CheckInSource, CheckInState, Result
from yiguan.kernel import clock, crypto
from yiguan.kernel.actor import Actor
from yiguan.kernel.codes import encode_bits
from yiguan.kernel.db import db
from yiguan.kernel.errors import Conflict, Invalid, require
from yiguan.kernel.text import key_of
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MEETING_FLOW, MeetingState
from yiguan.people import new_phone, residents, vault
from yiguan.people.models import Person, PhoneMove
from yiguan.people.states import Channel
from yiguan.reception import batch, bursts, figures, known, policy, queries, storing
from yiguan.reception.models import BurstReview, DeskDevice, HelperLink, PaperList, Sheet
from yiguan.reception.records import Record
from yiguan.reception.states import CORRECTION, BurstKind
from yiguan.settings import Settings

MOST_TRIES = 10
"""Wrong PINs after which a link is dead; the convener makes a new one."""
HOURS_AFTER = timedelta(hours=3)
NOT_YOURS = "只能撤销自己在 15 分钟以内签的；人数核定以后，也不能再撤。这一条没有动，请告诉召集人。"


def link_token(key: bytes, link: HelperLink) -> str:
    """The secret of the link's address, 130 bits, derived and never stored."""
    return encode_bits(crypto.mac(key, "helper link", link.meeting_id, link.id), 26)


def make_link(actor: Actor, meeting: Meeting, *, pin: str, shown: bool, settings: Settings) -> HelperLink:
    """A day link: it ends with the day of the meeting, or three hours after its end."""
    require(policy.can_run(actor, meeting))
    if meeting.state in (MeetingState.PLANNED, MeetingState.CANCELLED, MeetingState.CLOSED):
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不用协助链接。", code="wrong_state")
    link = HelperLink(meeting_id=meeting.id, shown=shown, at=clock.now(), until=_end_of_day(meeting), failures=0)
    link.id, link.is_sample = vault.new_id(), meeting.is_sample
    token = link_token(settings.keys.code, link)
    link.token_hash, link.pin_hash = queries.token_hash(token), queries.pin_hash(token, pin)
    db.session.add(link)
    trail.record(link, "create", by=actor)
    return link


def _end_of_day(meeting: Meeting) -> datetime:
    midnight = datetime.combine(clock.local(meeting.starts_at).date() + timedelta(days=1), time.min)
    return max(clock.from_local(midnight), meeting.ends_at + HOURS_AFTER)


def revoke_link(actor: Actor, meeting: Meeting, link: HelperLink) -> None:
    """At once: whoever holds the link is outside at their next tap; what their device keeps, staff can still send."""
    require(policy.can_run(actor, meeting))
    link.revoked_at = link.revoked_at or clock.now()
    trail.record(link, "revoke", by=actor)


def is_alive(link: HelperLink) -> bool:
    return link.revoked_at is None and link.until > clock.now()


def open_link(link: HelperLink, token: str, *, pin: str, name: str) -> int | None:
    """Who helps, as a person's number, so that every scan names them; None for a wrong PIN, which is counted."""
    if not is_alive(link) or link.failures >= MOST_TRIES:
        return None
    if not crypto.same(queries.pin_hash(token, pin), link.pin_hash):
        link.failures += 1
        trail.record(link, "wrong_pin", by=Actor(policy.HELPER))
        return None
    helper = residents.resident_at_desk(name, channel=Channel.VISIT)
    trail.record(link, "open", by=Actor(policy.HELPER, id=helper.id))
    return helper.id


def keep_device(actor: Actor, meeting: Meeting, code: str, made: int) -> int:
    """The device's number; its own count of scans only ever rises. Two batches of one device take turns here."""
    if found := _count_up(actor, meeting, code, made):
        return found
    make = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    now = clock.now()
    values = {"meeting_id": meeting.id, "code": code, "operator_id": actor.id, "made": made, "at": now, "seen_at": now}
    values |= {"is_box": actor.kind == policy.BOX, "is_sample": meeting.is_sample}
    new = make(DeskDevice).values(**values).on_conflict_do_nothing()
    if db.session.scalar(new.returning(DeskDevice.id)):
        trail.record("desk_device", "join", by=actor, note=code)
    return _count_up(actor, meeting, code, made) or 0


def _count_up(actor: Actor, meeting: Meeting, code: str, made: int) -> int | None:
    more = case((DeskDevice.made < made, made), else_=DeskDevice.made)
    change = update(DeskDevice).where(DeskDevice.meeting_id == meeting.id, DeskDevice.code == code)
    change = change.values(made=more, seen_at=clock.now(), operator_id=actor.id)
    found: int | None = db.session.scalar(change.returning(DeskDevice.id))
    return found


def settle(
    actor: Actor, meeting: Meeting, scan: CheckIn, *, person: str = "", name: str = "", settings: Settings
) -> Result:
    """Says who an unclear scan was: somebody of the list, a new name, or nobody. A new row that points to the scan."""
    require(policy.can_run(actor, meeting))
    if scan.meeting_id != meeting.id or scan.state is not CheckInState.UNRESOLVED:
        raise Conflict("这一条不用核对。请刷新看看。", code="wrong_state")
    person_id, state, result = _decided(meeting, person, name, settings)
    row = {"meeting_id": meeting.id, "part": scan.part, "key": f"settle-{scan.id}", "source": scan.source}
    row |= {"grade": scan.grade, "at": clock.now(), "device_id": scan.device_id, "operator_id": actor.id}
    row |= {"settles_id": scan.id, "is_sample": scan.is_sample, "person_id": person_id}
    row["mark"] = CORRECTION if meeting.state is MeetingState.CLOSED else ""
    new = storing.insert_rows([row | {"state": state, "result": result}])
    if not new and queries.by_keys(meeting.id, [f"settle-{scan.id}"]):
        raise Conflict("这一条刚刚有人核对过了，您的没有存下。请刷新看看。", code="settled")
    if not new:
        result = Result.ALREADY
        storing.insert_rows([row | {"state": CheckInState.DUPLICATE, "result": result}])
    trail.record(scan, "settle", by=actor, after=str(result))
    return result


def _decided(meeting: Meeting, person: str, name: str, settings: Settings) -> tuple[int | None, CheckInState, Result]:
    if person:
        answer = known.guests_of(meeting, settings.keys).by_person(person)
        if answer.person_id is None:
            raise Invalid(fields={"person": ["名单上没有这个人，请重新选。"]})
        return answer.person_id, CheckInState.COUNTED, Result.OK
    if name:
        return residents.resident_at_desk(name).id, CheckInState.COUNTED, Result.OK
    return None, CheckInState.REFUSED, Result.UNKNOWN_CODE


def undo(actor: Actor, meeting: Meeting, scan: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """Takes back a scan at the desk, say of a wrong person tapped; the row stays, coming again is a new one."""
    require(policy.can_undo(actor, meeting, scan), NOT_YOURS)
    return checkin.take_back(actor, scan, reason=reason, note=note)


def offer_new_phone(actor: Actor, meeting: Meeting, person: Person) -> PhoneMove:
    """换了手机: a code with which somebody who came, or is expected, takes what is theirs to another phone."""
    require(policy.can_run(actor, meeting))
    return new_phone.offer(actor, person)


def approve_burst(actor: Actor, meeting: Meeting, *, kind: BurstKind, subject: int) -> None:
    """Somebody looked and found it right: family and neighbours with one phone."""
    require(policy.can_run(actor, meeting))
    burst = _burst(meeting, kind, subject)
    known = [r for r in queries.reviews_of(meeting.id) if (r.kind, r.subject) == (kind, subject)]
    review = known[0] if known else BurstReview(meeting_id=meeting.id, kind=kind, subject=subject)
    review.size, review.at, review.is_sample = burst.size, clock.now(), meeting.is_sample
    db.session.add(review)
    trail.record(review, "approve", by=actor, note=bursts.title_of(burst))


def undo_burst(actor: Actor, meeting: Meeting, *, kind: BurstKind, subject: int, reason: str, note: str) -> int:
    """Takes all of them back with one reason; whoever was there can be checked in again. How many it were."""
    require(policy.can_run(actor, meeting))
    rows = _burst(meeting, kind, subject).rows
    for row in rows:
        checkin.undo(actor, meeting, row, reason=reason, note=note)
    return len(rows)


def _burst(meeting: Meeting, kind: BurstKind, subject: int) -> bursts.Burst:
    found = [burst for burst in bursts.bursts_of(meeting) if (burst.kind, burst.subject) == (kind, subject)]
    if not found:
        raise Conflict("这一条已经处理过了。请刷新看看。", code="settled")
    return found[0]


def close_meeting(actor: Actor, meeting: Meeting, *, anyway: bool = False) -> Sheet:
    """核定: the figures are written down as they are now. Raises Conflict while a scan waits to be settled, or a device
    says it has scans it did not send; `anyway` closes without it, later scans land as dated corrections."""
    require(policy.can_run(actor, meeting))
    queries.hold(meeting.id)
    balance = figures.balance_of(meeting)
    if waiting := balance.total.states[str(CheckInState.UNRESOLVED)]:
        raise Conflict(f"还有{waiting}条签到没有核对清楚，会议没有核定。请先一条一条核对。", code="unresolved")
    absent = "；".join(f"{line.label}还有{line.missing}条没送到" for line in balance.missing)
    if absent and not anyway:
        raise Conflict(f"{absent}，会议没有核定。请先把那台设备连上网。", code="unsynced")
    scans = balance.total
    told = "、".join(f"{state.label}{scans.states[str(state)]}" for state in CheckInState if scans.states[str(state)])
    note = f"签到共{scans.scans}条：{told or '没有人签到'}。" + (f"核定时{absent}。" if absent else "")
    trail.move(meeting, MEETING_FLOW, "close", by=actor, note=note)
    sheet = Sheet(meeting_id=meeting.id, at=clock.now(), closed_by=actor.id, note=note, figures=balance.as_json())
    sheet.is_sample = meeting.is_sample
    db.session.add(sheet)
    return sheet


def enter_paper(
    actor: Actor,
    meeting: Meeting,
    lines: Sequence[str],
    picture: Picture,
    settings: Settings,
    *,
    folder: Path,
    part: int = 1,
) -> tuple[list[storing.Outcome], int]:
    """A signed paper list typed afterwards, grade E, with its picture. Also how many names were there already.

    `lines` are 姓名, or 姓名 and the last four digits of the phone: with both, somebody of the list is recognised.
    """
    require(policy.can_run(actor, meeting))
    if not policy.takes_paper(meeting):
        raise Conflict("会还没开，不用补录。", code="wrong_state")
    people = known.people_of(meeting, settings.keys)
    kept = attachments.keep(picture, folder)
    paper = PaperList(meeting_id=meeting.id, attachment_id=kept.id, people=len(lines), at=clock.now())
    paper.is_sample = meeting.is_sample
    db.session.add(paper)
    trail.record(paper, "enter", by=actor)
    here = {key_of(name) for guest, name, _ in people if guest.here}
    records = [replace(_paper_record(paper, at, line, people), part=part) for at, line in enumerate(lines)]
    alike = sum(record.target == "name" and key_of(record.text) in here for record in records)
    return batch.take(batch.Desk(meeting, actor, paper=True), records, settings), alike


def _paper_record(paper: PaperList, at: int, line: str, known: Sequence[Any]) -> Record:
    name, _, tail = line.rpartition(" ") if line[-4:].isdigit() else (line, "", "")
    found = [g.person_id for g, full, phone in known if tail and key_of(full) == key_of(name) and phone[-4:] == tail]
    target, text = ("person", str(found[0])) if len(found) == 1 else ("name", name)
    return Record(f"paper-{paper.id}-{at}", CheckInSource.PAPER, target, text, None)
