"""How a lead comes in: by the resident's own phone, or typed by staff for somebody who agreed."""

from collections.abc import Sequence
from pathlib import Path

from yiguan.attachments import service as attachments
from yiguan.attachments.contents import of_picture
from yiguan.attachments.pictures import Picture
from yiguan.audit import trail
from yiguan.base import clock, codes
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import working_days
from yiguan.leads import notices, queries, receipts, rules
from yiguan.leads.marks import CREATE, ENTER
from yiguan.leads.models import Lead, LeadPhoto
from yiguan.leads.parameters import FIRST_LOOK
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import fields
from yiguan.organisation.values import value_of
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.people.privacy.patterns import mask_ids
from yiguan.people.queries import is_heard
from yiguan.people.states import Channel, PublicName
from yiguan.store import keyring
from yiguan.store.db import added, db

TRIES = 20
NOT_YET = "这个协商站还没有开始收反映，正在准备，请过几天再来；等不及的，请到社区服务中心当面说。"
"""Receipts tried for one lead; with a million leads, one in a hundred is taken."""


def submit(
    person: Person,
    unit: Unit,
    *,
    text: str,
    place: str,
    nonce: str,
    field: str = "",
    public_name: PublicName = PublicName.SURNAME,
    channel: Channel = Channel.QR,
    held: bool = False,
) -> Lead:
    """A resident's own report; the same `nonce` twice is one lead. Raises Invalid for a field nobody listed.

    `held`: too many came from there, so it waits for review, like the fourth from one phone.
    """
    lead = _new(person, unit, text=text, place=place, field=field, public_name=public_name, channel=channel)
    lead.nonce, lead.held_for = nonce, "rate" if held or queries.sends_too_often(person) else ""
    if twin := _stored_before(lead):
        return twin
    notices.lead_arrived(lead, trail.record(lead, CREATE, by=residents.as_actor(person)))
    return lead


def enter(
    actor: Actor,
    unit: Unit,
    *,
    channel: Channel,
    name: str,
    text: str,
    place: str,
    phone: str = "",
    field: str = "",
    public_name: PublicName = PublicName.SURNAME,
) -> Lead:
    """Typed by staff for a resident who agreed and heard it read back; who typed is kept (ST-04)."""
    require(rules.can_enter(actor, unit))
    person = residents.resident_at_desk(name, phone=phone, channel=channel)
    lead = _new(person, unit, text=text, place=place, field=field, public_name=public_name, channel=channel)
    lead.entered_by = actor.id
    _stored_before(lead)
    entry = trail.record(lead, ENTER, by=actor, note=f"{channel.label}，本人同意，已念给本人听")
    notices.lead_arrived(lead, entry)
    return lead


def _new(
    person: Person, unit: Unit, *, text: str, place: str, field: str, public_name: PublicName, channel: Channel
) -> Lead:
    """ID numbers are never kept, whoever typed them (domain.md §6.6)."""
    if not unit.takes_leads:
        raise Conflict("这里现在不收线索，您写的没有存下。请从首页换一个协商站再提交。")
    if not is_heard(unit):
        raise Conflict(f"{NOT_YET}您写的没有存下。")
    check_field(field)
    lead = Lead(
        nonce=codes.random_code(40),
        unit_id=unit.id,
        unit=unit,
        person_id=person.id,
        channel=channel,
        text=mask_ids(text),
        place=mask_ids(place)[:60],
        field=field,
        public_name=public_name,
        held_for="",
        at=clock.now(),
        is_sample=person.is_sample,
    )
    begin_first_look(lead)
    return lead


def check_field(field: str) -> None:
    """Raises Invalid for a field of life (民生领域) that is not on the list; none is allowed."""
    if field and field not in {known.code for known in fields()}:
        raise Invalid(fields={"field": ["没有这一类，请从页面上选一个，或者不选。"]})


def _stored_before(lead: Lead) -> Lead | None:
    """Stores the lead under a receipt that no other has; what the same form stored at the same moment is returned
    instead. Raises Conflict after several receipts that were all taken.
    """
    for _ in range(TRIES):
        lead.receipt = receipts.new()
        lead.pick_code = keyring.encrypt(codes.digits(4), f"lead.pick_code:{lead.receipt}")
        if added(lead):
            return None
        if twin := queries.by_nonce([lead.nonce]):
            return twin
    raise Conflict("刚才有点挤，这次没有存下。请再点一次提交。")


def begin_first_look(lead: Lead) -> None:
    """初核: so many working days has the station for what waits from today on (domain.md §2.4, 3 working days)."""
    calendar.begin(lead, clock.now(), working_days(value_of(FIRST_LOOK)))


def add_photos(lead: Lead, photos: Sequence[Picture], folder: Path) -> None:
    """Pictures already drawn anew, in the order they were chosen."""
    for position, picture in enumerate(photos):
        kept = attachments.keep(of_picture(picture), folder, owner_id=lead.person_id, unit_id=lead.unit_id)
        db.session.add(LeadPhoto(lead_id=lead.id, attachment_id=kept.id, position=position))
