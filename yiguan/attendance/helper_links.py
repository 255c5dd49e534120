"""当天的协助链接: its holder, with the PIN, checks people in at one meeting and sees nothing else."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select

from yiguan.attendance import rules
from yiguan.attendance.marks import CREATE, OPEN, REVOKE, WRONG_PIN
from yiguan.attendance.models import HelperLink, LinkUse
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.meetings.states import SHUT
from yiguan.people import residents, secret_links, vault
from yiguan.people.states import Channel
from yiguan.store import keyring
from yiguan.store.db import db

KIND = "helper link"
MOST_TRIES = 10
"""Wrong PINs after which a link is disabled; the convener makes a new one."""
HOURS_AFTER = timedelta(hours=3)


def _pin(token: str, pin: str) -> tuple[str, str, str]:
    """The hash covers the link's secret too, which is not stored, so that PINs cannot be tried with the table alone."""
    return "helper pin", token, pin


def token_of(link: HelperLink) -> str:
    """The secret of the link's address."""
    return secret_links.shown(link.token_hash, KIND, link.meeting_id, link.id)


def make(actor: Actor, meeting: Meeting, *, pin: str, shown: bool) -> HelperLink:
    """A helper link, valid until the end of the meeting's day, or three hours after its end if that is later."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    if meeting.state in SHUT:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不用协助链接。", code="wrong_state")
    link = HelperLink(meeting_id=meeting.id, shown=shown, at=clock.now(), until=_end_of_day(meeting), failures=0)
    link.id, link.is_sample = vault.new_id(), meeting.is_sample
    token = secret_links.secret_of(KIND, link.meeting_id, link.id)
    link.token_hash, link.pin_hash = secret_links.hashes_of(KIND, token)[0], keyring.hash_of(*_pin(token, pin))
    db.session.add(link)
    trail.record(link, CREATE, by=actor)
    return link


def _end_of_day(meeting: Meeting) -> datetime:
    midnight = datetime.combine(clock.local(meeting.starts_at).date() + timedelta(days=1), time.min)
    return max(clock.from_local(midnight), meeting.ends_at + HOURS_AFTER)


def revoke(actor: Actor, meeting: Meeting, link: HelperLink) -> None:
    """Revokes the link from the holder's next request on; staff can still send the scans stored on their device."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    link.revoked_at = link.revoked_at or clock.now()
    trail.record(link, REVOKE, by=actor)


def is_alive(link: HelperLink) -> bool:
    return link.revoked_at is None and link.until > clock.now()


def helpers_by(links: Iterable[HelperLink]) -> dict[int, list[int]]:
    """Link → the ids of the persons who used it, the first one first."""
    found: dict[int, list[int]] = {link.id: [] for link in links}
    query = select(LinkUse).where(LinkUse.link_id.in_(found)).order_by(LinkUse.at, LinkUse.id)
    for use in db.session.scalars(query):
        if use.person_id not in found[use.link_id]:
            found[use.link_id].append(use.person_id)
    return found


def lets_in(link: HelperLink) -> bool:
    return is_alive(link) and link.failures < MOST_TRIES


def let_in(link: HelperLink, token: str, *, pin: str, name: str) -> int | None:
    """The helper's person id, which their scans will carry; None for a wrong PIN, which is counted."""
    db.session.refresh(link, with_for_update=True)  # two PINs at once are counted one after the other
    if not lets_in(link):
        return None
    if not keyring.is_hash_of(link.pin_hash, *_pin(token, pin)):
        link.failures += 1
        trail.record(link, WRONG_PIN, by=Actor(rules.HELPER))
        return None
    helper = residents.resident_at_desk(name, channel=Channel.VISIT)
    entry = trail.record(link, OPEN, by=Actor(rules.HELPER, id=helper.id))
    db.session.add(LinkUse(link_id=link.id, person_id=helper.id, at=entry.at, is_sample=link.is_sample))
    return helper.id


def link_and_code(token: str) -> tuple[HelperLink, str] | None:
    """The helper link with this secret and its meeting's code; expired and revoked ones too."""
    query = select(HelperLink, Meeting.code).join(Meeting, Meeting.id == HelperLink.meeting_id)
    found = db.session.execute(query.where(HelperLink.token_hash.in_(secret_links.hashes_of(KIND, token)))).first()
    return (found[0], found[1]) if found else None


def links_of(meeting: Meeting) -> Sequence[HelperLink]:
    return db.session.scalars(
        select(HelperLink).where(HelperLink.meeting_id == meeting.id).order_by(HelperLink.id)
    ).all()


def get_link(meeting: Meeting, link_id: int) -> HelperLink:
    found = next((link for link in links_of(meeting) if link.id == link_id), None)
    if found is None:
        raise NotFound("这场会没有这个协助链接。")
    return found
