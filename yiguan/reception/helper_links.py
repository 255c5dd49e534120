"""当天的协助链接: whoever has one and knows its PIN checks people in at one meeting's desk, and sees nothing else."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from yiguan.audit import trail
from yiguan.audit.queries import entries_for
from yiguan.base import clock, crypto
from yiguan.base.actor import Actor
from yiguan.base.codes import encode_bits
from yiguan.base.errors import Conflict, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import SHUT
from yiguan.people import residents, vault
from yiguan.people.states import Channel
from yiguan.reception import queries, rules
from yiguan.reception.models import HelperLink
from yiguan.settings import Settings
from yiguan.store.db import db

MOST_TRIES = 10
"""Wrong PINs after which a link is dead; the convener makes a new one."""
HOURS_AFTER = timedelta(hours=3)


def token_of(key: bytes, link: HelperLink) -> str:
    """The secret of the link's address, 130 bits, derived and never stored."""
    return encode_bits(crypto.mac(key, "helper link", link.meeting_id, link.id), 26)


def make(actor: Actor, meeting: Meeting, *, pin: str, shown: bool, settings: Settings) -> HelperLink:
    """A day link: it ends with the day of the meeting, or three hours after its end."""
    require(rules.can_run(actor, meeting))
    if meeting.state in SHUT:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不用协助链接。", code="wrong_state")
    link = HelperLink(meeting_id=meeting.id, shown=shown, at=clock.now(), until=_end_of_day(meeting), failures=0)
    link.id, link.is_sample = vault.new_id(), meeting.is_sample
    token = token_of(settings.keys.code, link)
    link.token_hash, link.pin_hash = queries.token_hash(token), queries.pin_hash(token, pin)
    db.session.add(link)
    trail.record(link, "create", by=actor)
    return link


def _end_of_day(meeting: Meeting) -> datetime:
    midnight = datetime.combine(clock.local(meeting.starts_at).date() + timedelta(days=1), time.min)
    return max(clock.from_local(midnight), meeting.ends_at + HOURS_AFTER)


def revoke(actor: Actor, meeting: Meeting, link: HelperLink) -> None:
    """At once: whoever holds the link is outside at their next tap; what their device keeps, staff can still send."""
    require(rules.can_run(actor, meeting))
    link.revoked_at = link.revoked_at or clock.now()
    trail.record(link, "revoke", by=actor)


def is_alive(link: HelperLink) -> bool:
    return link.revoked_at is None and link.until > clock.now()


def openers(links: Iterable[HelperLink]) -> dict[int, list[int]]:
    """Link → who came in by it, as persons' numbers, the first one first."""
    found: dict[int, list[int]] = {link.id: [] for link in links}
    for entry in db.session.scalars(entries_for(HelperLink.__tablename__, list(found))):
        if entry.act == "open" and entry.actor_id and entry.actor_id not in found[entry.subject_id]:
            found[entry.subject_id].append(entry.actor_id)
    return found


def can_open(link: HelperLink) -> bool:
    return is_alive(link) and link.failures < MOST_TRIES


def open_(link: HelperLink, token: str, *, pin: str, name: str) -> int | None:
    """Who helps, as a person's number, so that every scan names them; None for a wrong PIN, which is counted."""
    if not can_open(link):
        return None
    if not crypto.same(queries.pin_hash(token, pin), link.pin_hash):
        link.failures += 1
        trail.record(link, "wrong_pin", by=Actor(rules.HELPER))
        return None
    helper = residents.resident_at_desk(name, channel=Channel.VISIT)
    trail.record(link, "open", by=Actor(rules.HELPER, id=helper.id))
    return helper.id
