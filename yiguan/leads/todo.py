"""线索: what came in and waits for its first look."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from yiguan.base.actor import Actor
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN, LeadState
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DISTRICT_STAFF
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.todos import FEW, MenuEntry, Task, Tile, Timing, Todo


def _waiting(actor: Actor) -> Sequence[Task]:
    query = select(Lead).join(Lead.unit).options(contains_eager(Lead.unit))
    query = query.where(reaches(actor, Unit.path, *CONVENING), Lead.state == LeadState.SUBMITTED)
    return [_task(lead) for lead in db.session.scalars(query.order_by(Lead.due_on, Lead.id).limit(FEW))]


def _task(lead: Lead) -> Task:
    meta = f"线索 · {lead.channel.label} · {lead.unit.short_name}"
    return Task(lead.title, f"/bench/leads/{lead.id}", meta, lead.deadline, position=10)


def _open_at(path: str) -> Sequence[Tile]:
    query = select(Lead).join(Lead.unit).where(Unit.path.startswith(path, autoescape=True), Lead.state.in_(OPEN))
    return (Tile("没有处理的线索", "/bench/leads", query),)


def _figures() -> Iterator[str]:
    yield f"yiguan_leads_total {db.session.scalar(select(func.count()).select_from(Lead))}"


TODO = Todo(
    bench=_waiting,
    open_at=_open_at,
    # members see no leads: a resident's words belong to the station that received them
    menu=(MenuEntry("bench", 10, "线索", "/bench/leads", roles=(*CONVENING, *DISTRICT_STAFF)),),
    figures=_figures,
    timed=(Timing(Lead, "线索的第一次回应", queries.visible_to, lambda lead: (lead.title, f"/bench/leads/{lead.id}")),),
)
