"""Who of the staff is meant by a name and a telephone: names alone never join two people (product.md §5.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yiguan.base.errors import Invalid
from yiguan.base.text import key_of
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db

TAKEN = "这个手机号已经登记在{}名下。是同一个人，请用登记的姓名；不是，请核对号码。"
UNSURE = "已经有一位{}登记过，没有手机号分不清是不是同一个人。请填上手机号；先在“人员”里给原来那位补上也行。"
ANOTHER = "已经有一位{}登记过，手机号不同。是同一个人换了号，请先在“人员”里改号；不是，请在“加一个人”里单独加。"
DOTS = re.compile("[·・•‧∙.．]")


def name_key(name: str) -> str:
    """The form in which two spellings of a name are compared: no blanks, half width, no dots."""
    return DOTS.sub("", key_of(name))


def staff() -> Sequence[Person]:
    """Everybody who ever was on the staff; some hundreds, so that spellings are compared here and not by an index."""
    known = (Person.kind != PersonKind.RESIDENT, Person.erased_at.is_(None))
    return db.session.scalars(select(Person).where(*known).order_by(Person.created_at, Person.id)).all()


def named(part: str) -> list[int]:
    """Of the staff, the numbers of those whose name contains this, however it is spelt."""
    wanted = name_key(part)
    return [one.id for one in staff() if wanted in name_key(vault.name_of(one))]


@dataclass(frozen=True)
class Known:
    """The staff by telephone and by spelling of the name, each decrypted once."""

    by_phone: Mapping[str, Person]
    by_name: Mapping[str, Person]


def known() -> Known:
    people = [*reversed(staff())]  # of two of one name, whoever was registered first is meant
    by_phone = {vault.phone_of(one): one for one in people if one.phone}
    return Known(by_phone, {name_key(vault.name_of(one)): one for one in people})


def meant(name: str, phone: str, among: Known, *, another: bool = False) -> Person | None:
    """The one who has this name and telephone, or None. Raises Invalid where that cannot be told, unless whoever typed
    it says that this is `another` person of the name.
    """
    rung = among.by_phone.get(phone)
    if rung is not None:
        if name_key(vault.name_of(rung)) != name_key(name):
            raise Invalid(fields={"phone": [TAKEN.format(vault.name_of(rung))]})
        return rung
    named = among.by_name.get(name_key(name))
    if named is not None and not another:
        unsure = not phone or not named.phone
        raise Invalid(fields={"phone": [(UNSURE if unsure else ANOTHER).format(name)]})
    return None


def require_free(phone: str, *, but: int) -> None:
    """Raises Invalid when somebody else of the staff has this telephone."""
    index = vault.phone_index(phone)
    others = [one for one in staff() if one.id != but and one.phone_index == index] if phone else []
    if others:
        raise Invalid(fields={"phone": [TAKEN.format(vault.name_of(others[0]))]})
