"""换手机 on the page of one phone: who was moved away from it, and the code for a newer phone."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.new_phones import queries
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_name
from yiguan.people.states import PersonKind
from yiguan.store.db import db
from yiguan.workflow.sections import Face, Section


def _gone(device: int) -> Sequence[Section]:
    found = [(move, mask_name(vault.name_of(move.person))) for move in queries.gone_from(device)]
    return (Section("new_phones/gone.html", found, 1, is_record=False),) if found else ()


def _here(person_ids: Sequence[int]) -> Sequence[Section]:
    """The residents of this phone; who has an account signs in on the new one."""
    query = select(Person).where(Person.id.in_(person_ids), Person.kind == PersonKind.RESIDENT)
    found = [(person.id, vault.name_of(person)) for person in db.session.scalars(query.order_by(Person.id))]
    return (Section("new_phones/here.html", found, 90),) if found else ()


FACE = Face(mine=_here, phone=_gone)
