"""The personal code as its owner sees it: drawn, with what they may still answer."""

from dataclasses import dataclass

from yiguan.base import qr
from yiguan.meetings.keys import code_key
from yiguan.people import vault
from yiguan.registrations import codes, queries
from yiguan.registrations.acts import OWN
from yiguan.registrations.models import Registration
from yiguan.registrations.states import ON_THE_LIST, RegistrationState
from yiguan.settings import Settings


@dataclass(frozen=True)
class Pass:
    """`code` in groups of five is `spelt`; `drawing` is none for somebody who has no seat. `ahead` wait before them."""

    registration: Registration
    name: str
    code: str
    drawing: qr.Drawing | None
    answers: list[tuple[str, str]]
    ahead: int

    @property
    def spelt(self) -> str:
        return " ".join(self.code[at : at + 5] for at in range(0, len(self.code), 5))


def code_of(registration: Registration, settings: Settings) -> str:
    return codes.personal_code(code_key(settings.keys, registration.meeting.code), registration.id, registration.epoch)


def address_of(code: str, settings: Settings) -> str:
    return settings.printed_address(f"/P/{code}")


def pass_of(registration: Registration, settings: Settings) -> Pass:
    code = code_of(registration, settings)
    waits = registration.state is RegistrationState.WAITLISTED
    return Pass(
        registration=registration,
        name=vault.name_of(registration.person),
        code=code,
        drawing=qr.draw(address_of(code, settings)) if registration.state in ON_THE_LIST else None,
        answers=[(act.name, act.label) for act in OWN if act.is_open(registration.state) and act.when(registration)],
        ahead=queries.before(registration) if waits else 0,
    )


@dataclass(frozen=True)
class Found:
    """What a personal code names; `revoked` when it was genuine once."""

    registration: Registration
    revoked: bool


def find(text: str, settings: Settings) -> Found | None:
    """Whose personal code this is; None when we never made it."""
    code = codes.parse(text)
    registration = queries.by_index(codes.index_of(settings.keys.code, code)) if code else None
    if code is None or registration is None:
        return None
    key = code_key(settings.keys, registration.meeting.code)
    if codes.vouches(key, code, registration.id, registration.epoch):
        return Found(registration, revoked=False)
    given = codes.was_given(key, code, registration.id, registration.epoch)
    return Found(registration, revoked=True) if given else None
