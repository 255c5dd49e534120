"""办理链接: one link for a case, by which a unit without accounts receives, writes and hands on its answer.

It ends by itself: with the answer, with another unit, with the case (decision 0061).
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import flag_modified

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import BY_LINK, Actor, Grant
from yiguan.base.errors import Conflict
from yiguan.handling.marks import OPEN_LINK
from yiguan.handling.models import CaseClerk, CaseLink, Handling, Reply
from yiguan.handling.states import AT_UNIT, UNDER_CLEARANCE, HandlingState
from yiguan.organisation.models import Unit
from yiguan.people import secret_links, vault
from yiguan.people import service as people
from yiguan.people.queries import names_of
from yiguan.people.states import PersonKind, Role
from yiguan.store.db import db

S = HandlingState
KIND = "case link"
LINKED = (*AT_UNIT, S.DISPUTED, *UNDER_CLEARANCE, S.SIGNED_OFF)
"""The states in which a case may have a link."""
MOST_CLERKS = 20
ENOUGH = f"这个链接已经有{MOST_CLERKS}个人留过姓名，不能再添，什么都没有改动。请打区政协办公室电话，换一个新链接。"


def make(actor: Actor, handling: Handling) -> None:
    """A new link; one made before for this case ends."""
    revoke(actor, handling)
    link = CaseLink(id=vault.new_id(), handling_id=handling.id, at=clock.now(), is_sample=handling.is_sample)
    link.token_hash = secret_links.hashes_of(KIND, secret_links.secret_of(KIND, handling.id, link.id))[0]
    db.session.add(link)


def revoke(actor: Actor, handling: Handling) -> None:
    """From the holder's next request on; what they wrote stays."""
    link = link_of(handling)
    if link is not None:
        link.revoked_at = clock.now()
    flag_modified(handling, "title")  # the version must rise, so that of two who make one the second is told


def link_of(handling: Handling) -> CaseLink | None:
    """The one that opens this case now."""
    found = select(CaseLink).where(CaseLink.handling_id == handling.id, CaseLink.id.in_(open_now()))
    return db.session.scalar(found.limit(1))


def token_of(link: CaseLink) -> str:
    """The secret of the link's address."""
    return secret_links.shown(link.token_hash, KIND, link.handling_id, link.id)


def link_with(token: str) -> CaseLink | None:
    """None for an unknown secret, and for a link that was revoked or has ended."""
    hashes = secret_links.hashes_of(KIND, token)
    return db.session.scalar(select(CaseLink).where(CaseLink.token_hash.in_(hashes), CaseLink.id.in_(open_now())))


def sent_by(token: str) -> Reply | None:
    """The answer with which a link ended that nobody had revoked; None while it is open, and for any other secret."""
    hashes = secret_links.hashes_of(KIND, token)
    mine = (CaseLink.token_hash.in_(hashes), CaseLink.revoked_at.is_(None), CaseLink.id.not_in(open_now()))
    query = select(Reply).join(CaseLink, CaseLink.handling_id == Reply.handling_id).where(*mine)
    query = query.where(Reply.sent_at >= CaseLink.at).options(joinedload(Reply.unit))
    return db.session.scalar(query.order_by(Reply.sent_at).limit(1))


def open_now() -> Select[int]:
    """The ids of those made for the unit that has the case now, whose answer has not left since."""
    answered = select(Reply.id).where(Reply.handling_id == Handling.id, Reply.sent_at >= CaseLink.at).exists()
    kept = (CaseLink.revoked_at.is_(None), CaseLink.at >= Handling.dispatched_at)
    query = select(CaseLink.id).join(Handling, Handling.id == CaseLink.handling_id)
    return query.where(*kept, Handling.state.in_(LINKED), ~answered)


def actor_by(link: CaseLink, person_id: int | None) -> Actor:
    """The unit by its link: what its liaison may do, as this clerk; one who is not of this link is nobody yet."""
    unit = db.session.scalars(
        select(Unit).join(Handling, Handling.unit_id == Unit.id).where(Handling.id == link.handling_id)
    ).one()
    grant = Grant(str(Role.UNIT_LIAISON), unit.path, unit.id, unit.name)
    known = person_id if person_id in _clerks(link) else None
    name = names_of([known]).get(known or 0, "")
    return Actor(BY_LINK, id=known, name=name, grants=(grant,))


def _clerks(link: CaseLink) -> list[int]:
    query = select(CaseClerk.person_id).where(CaseClerk.link_id == link.id)
    return list(db.session.scalars(query.order_by(CaseClerk.id)))


def clerk_named(link: CaseLink, name: str) -> int:
    """The person whom acts by this link stand for from now on: one for each name. Raises Conflict for one too many."""
    db.session.refresh(link, with_for_update=True)  # of two who come in at once each finds the other's name
    known = {said: number for number, said in names_of(_clerks(link)).items()}
    number = known.get(name) or _new_clerk(link, name, len(known))
    trail.record(link, OPEN_LINK, by=Actor(BY_LINK, id=number))
    return number


def _new_clerk(link: CaseLink, name: str, others: int) -> int:
    if others >= MOST_CLERKS:
        raise Conflict(ENOUGH, code="too_many_clerks")
    person = people.add_person(Actor(BY_LINK), PersonKind.STAFF, name, sample=link.is_sample)
    db.session.add(CaseClerk(link_id=link.id, person_id=person.id, at=clock.now(), is_sample=link.is_sample))
    return person.id


def clerk_names(link: CaseLink) -> list[str]:
    """Who has worked by this link, the first one first."""
    names = names_of(_clerks(link))
    return [names[number] for number in _clerks(link)]
