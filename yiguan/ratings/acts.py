"""What ratings do to a case."""

from operator import attrgetter

from yiguan.base.act import Act, Everyone, Said
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.ratings import notices, service

REDO = Act(
    record=Handling,
    on=(),
    api=False,
    name="redo",
    label="再办一次",
    summary="Too many are not satisfied: the unit answers once more.",
    sources=(HandlingState.REPLIED,),
    target=HandlingState.IN_PROGRESS,
    may=lambda actor, handling: actor.kind == "system",
    does=service.redo,
    said=Said("再办一次"),
    tells=(notices.redone, Everyone(notices.redone_news, prints=attrgetter("sender_id"))),
)
