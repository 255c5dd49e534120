from typing import Any

from sqlalchemy import select

from yiguan.notifications import queries, service
from yiguan.notifications.acts import TELL_IN_PERSON
from yiguan.notifications.models import Notice
from yiguan.notifications.schemas import NoticeOut, ToldIn
from yiguan.people import gates
from yiguan.store.db import db
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor
from yiguan.workflow.perform import perform

pages = ApiPages("notifications", "/notices", description="通知：自己的收件箱，站里要当面告知的名单")


@pages.get("")
def inbox() -> Any:
    gates.require_staff(actor())
    return listing(paginate(queries.inbox(actor())), NoticeOut)


@pages.post("/read")
def read() -> Any:
    gates.require_staff(actor())
    return {"read": service.mark_read(actor())}


@pages.get("/printed")
def printed() -> Any:
    gates.require_staff(actor())
    return listing(paginate(queries.to_tell(actor())), NoticeOut)


@pages.post("/printed/told")
@pages.takes(ToldIn)
def told(data: dict[str, Any]) -> Any:
    gates.require_staff(actor())
    wanted = select(Notice.id).where(Notice.id.in_(data["notices"][:200]))
    lines = db.session.scalars(queries.to_tell(actor()).where(Notice.id.in_(wanted))).all()
    for line in lines:
        perform(TELL_IN_PERSON, line, by=actor())
    return {"told": len(lines)}
