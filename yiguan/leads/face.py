"""线索 on the page of one phone: what its people reported, and what it keeps by a receipt."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.store.db import db
from yiguan.workflow.sections import Face, Section


def _reported(person_ids: Sequence[int]) -> Sequence[Section]:
    """The latest first, with its station."""
    query = select(Lead).join(Lead.unit).options(contains_eager(Lead.unit)).where(Lead.person_id.in_(person_ids))
    leads = db.session.scalars(query.order_by(Lead.at.desc()).limit(50)).all()
    return (Section("leads/mine.html", ("我反映的", leads), 20),) if leads else ()


def _kept(device: int) -> Sequence[Section]:
    found = queries.kept_on(device)
    return (Section("leads/mine.html", ("凭收据记在这部手机上的", found), 21),) if found else ()


FACE = Face(mine=_reported, phone=_kept)
