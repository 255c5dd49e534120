from sqlalchemy import Select

from yiguan.base.errors import Invalid
from yiguan.notifications import muting, queries, service
from yiguan.notifications.acts import TELL_IN_PERSON
from yiguan.notifications.models import Notice
from yiguan.notifications.schemas import MutedIn, MutedOut, NoticeOut, ReadOut, ToldIn, ToldOut
from yiguan.notifications.states import NoticeKind
from yiguan.web.api import ApiPages, Body
from yiguan.web.surfaces import actor
from yiguan.workflow.perform import perform

NONE = "这些通知都不在等着告知的名单上，名单没有变。请重新读一遍名单。"
pages = ApiPages(
    "notifications",
    "/notices",
    description="通知: one's own inbox, and the list of those whom the station tells in person.",
)


@pages.get("")
@pages.lists(NoticeOut)
def inbox() -> Select[Notice]:
    """List one's own notices, the latest first."""
    return queries.inbox(actor())


@pages.post("/read")
@pages.gives(ReadOut)
def read() -> dict[str, int]:
    """Mark all of one's own notices as read."""
    return {"read": service.mark_read(actor())}


@pages.get("/muted")
@pages.gives(MutedOut)
def muted() -> dict[str, list[NoticeKind]]:
    """List the kinds of notices for which one is sent no messages."""
    return _muted()


@pages.put("/muted")
@pages.takes(MutedIn)
@pages.gives(MutedOut)
def mute(body: Body) -> dict[str, list[NoticeKind]]:
    """Mute exactly these kinds; one's own case is never muted."""
    muting.choose(actor(), set(body()["muted"]))
    return _muted()


def _muted() -> dict[str, list[NoticeKind]]:
    chosen = muting.muted_by([actor().id or 0])
    return {"muted": [kind for kind in NoticeKind if kind in chosen]}


@pages.get("/printed")
@pages.lists(NoticeOut)
def printed() -> Select[Notice]:
    """List what the station tells in person, since no other channel leads there."""
    return queries.to_tell(actor())


@pages.post("/printed/told")
@pages.takes(ToldIn)
@pages.gives(ToldOut)
def told(body: Body) -> dict[str, int]:
    """Note that these people were told in person; 200 notices at most."""
    lines = queries.ticked(actor(), body()["notices"])
    if not lines:
        raise Invalid(fields={"notices": [NONE]})
    for line in lines:
        perform(TELL_IN_PERSON, line, by=actor())
    return {"told": len(lines)}
