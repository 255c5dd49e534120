"""What is held about somebody, gathered from the slices, and until when: the page 关于我的信息 (PS-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.organisation.values import value_of
from yiguan.people import joining, vault
from yiguan.people.models import Consent, Person
from yiguan.people.privacy.masks import mask_name, mask_phone
from yiguan.people.states import PersonKind
from yiguan.progress.models import ErasureWish
from yiguan.progress.parameters import NAMES_KEPT
from yiguan.progress.queries import RECEIPT_WAITS, needed_now, wish_of
from yiguan.store.db import db
from yiguan.workflow.stories import Held, stories

MOST_OF_A_PHONE = 5


@dataclass(frozen=True)
class Holding:
    """What is held about one person. With `by_receipt` only that matter is shown, and `others` says how much more there
    is: a receipt opens its own matter alone (decision 0039).
    """

    person: Person
    lines: Sequence[Held]
    consents: Sequence[Consent]
    wish: ErasureWish | None
    is_needed: bool
    others: int = 0
    by_receipt: Lead | None = None
    has_phone: bool = True

    @property
    def name(self) -> str:
        name = vault.name_of(self.person)
        return mask_name(name) if self.others else name

    @property
    def phone(self) -> str:
        return mask_phone(vault.phone_of(self.person)) if self.person.phone else ""

    @property
    def unit_id(self) -> int | None:
        """The station that would call somebody without a phone."""
        return self.by_receipt.unit_id if self.by_receipt else None

    @property
    def wished_at(self) -> datetime | None:
        return self.wish.at if self.wish else None

    @property
    def may_change(self) -> bool:
        """Residents themselves, with all of it before them, on their phone if they have one: staff read receipts. The
        office keeps those with an account.
        """
        own = self.by_receipt is None or not (self.others or self.has_phone)
        return self.person.kind is PersonKind.RESIDENT and own

    @property
    def called_until(self) -> datetime | None:
        """Until when a wish made by the receipt waits for the station's call."""
        until = self.wish.at + RECEIPT_WAITS if self.wish and not self.has_phone else None
        return until if until and until > clock.now() else None

    @property
    def may_join(self) -> bool:
        """Who has an account proves a phone by signing in on it."""
        return self.person.kind is PersonKind.RESIDENT and self.person.erased_at is None

    @property
    def kinds(self) -> Mapping[str, list[Held]]:
        """The lines by what they are, the latest first."""
        found: dict[str, list[Held]] = {}
        for line in sorted(self.lines, key=lambda line: line.at, reverse=True):
            found.setdefault(line.label, []).append(line)
        return found

    @property
    def open_lines(self) -> list[Held]:
        return [line for line in self.lines if line.is_open]

    @property
    def kept_until(self) -> date | None:
        """The night in which retention takes the name; None while something is open."""
        if self.is_needed:
            return None
        last = max([self.person.created_at, *(line.at for line in self.lines if line.about)])
        return clock.local(last + timedelta(days=365 * value_of(NAMES_KEPT) // 12)).date() + timedelta(days=1)


def of_phone(token: str) -> list[Holding]:
    """Everybody of this phone, each with the records that are counted as them and shown with theirs; nobody of a phone
    that is everybody's, where each could erase the others.
    """
    people = joining.people_on(token)
    return [] if len(people) > MOST_OF_A_PHONE else [_of(one, joining.shown_as(one.id)) for one in people]


def is_shared(token: str) -> bool:
    """Whether the phone has so many people that it looks like a station's."""
    return len(joining.people_on(token)) > MOST_OF_A_PHONE


def of_receipt(lead: Lead) -> Holding:
    """The person of this matter, as far as its receipt goes."""
    person = db.session.get_one(Person, lead.person_id)
    whole = _of(person, [person.id])
    mine = [line for line in whole.lines if line.about == ("lead", lead.id)]
    others = len({line.about for line in whole.lines if line.about} - {("lead", lead.id)})
    lines = mine if others else whole.lines
    has_phone = joining.has_phone(person.id)
    return Holding(person, lines, whole.consents, whole.wish, whole.is_needed, others, lead, has_phone)


def _of(person: Person, ids: Sequence[int]) -> Holding:
    lines = [line for story in stories() for line in story.holds(ids)]
    consents = db.session.scalars(select(Consent).where(Consent.person_id.in_(ids)).order_by(Consent.at)).all()
    return Holding(person, lines, consents, wish_of(person.id), bool(needed_now(ids)))
