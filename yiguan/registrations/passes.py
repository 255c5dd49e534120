"""The personal code as its owner sees it: drawn, with the possible answers."""

from dataclasses import dataclass

from yiguan.base import qr
from yiguan.people import vault
from yiguan.registrations import codes, keys, known_codes, queries
from yiguan.registrations.acts import OWN
from yiguan.registrations.models import Registration
from yiguan.registrations.states import ON_THE_LIST, RegistrationState
from yiguan.settings import Settings


@dataclass(frozen=True)
class Pass:
    """`spelt` is `code` in groups of five; `drawing` is None without a seat; `ahead` people wait before this one."""

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
    """The personal code; empty on a hall box, which recognises codes and makes none."""
    if settings.is_box:
        return ""
    key = keys.key_of(settings.keys, registration.meeting, registration)
    return codes.personal_code(key, registration.id, registration.epoch)


def address_of(code: str, settings: Settings) -> str:
    """The address in the QR code; in capitals the code is smaller."""
    return settings.printed_address(f"/P/{code}")


def pass_of(registration: Registration, settings: Settings, shown: str = "") -> Pass:
    """`shown` is the code with which the person opened the page."""
    code = shown or code_of(registration, settings)
    waits = registration.state is RegistrationState.WAITLISTED
    return Pass(
        registration=registration,
        name=vault.name_of(registration.person),
        code=code,
        drawing=qr.draw(address_of(code, settings)) if code and registration.state in ON_THE_LIST else None,
        answers=[(act.name, act.label) for act in OWN if act.is_open(registration.state) and act.when(registration)],
        ahead=queries.before(registration) if waits else 0,
    )


@dataclass(frozen=True)
class Found:
    """The registration of a personal code; `revoked` if the code is of an earlier epoch."""

    registration: Registration
    code: str
    revoked: bool


def find(text: str, settings: Settings) -> Found | None:
    """The registration of this personal code; None for a forged one."""
    code = codes.parse(text)
    if code is None:
        return None
    return _found_on_box(code) if settings.is_box else _found_at_home(code, settings)


def _found_at_home(code: str, settings: Settings) -> Found | None:
    registration = queries.by_index(codes.indexes_of(settings.keys, code))
    if registration is None:
        return None
    key = keys.key_of(settings.keys, registration.meeting, registration)
    if codes.vouches(key, code, registration.id, registration.epoch):
        return Found(registration, code, revoked=False)
    given = codes.was_given(key, code, registration.id, registration.epoch)
    return Found(registration, code, revoked=True) if given else None


def _found_on_box(code: str) -> Found | None:
    known = known_codes.stored(code)
    registration = queries.by_id(known.registration_id) if known and known.registration_id else None
    if known is None or registration is None:
        return None
    return Found(registration, code, revoked=known.epoch != registration.epoch)
