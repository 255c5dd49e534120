from collections.abc import Mapping, Sequence

from yiguan.handling.queries import get_handling, sent_of
from yiguan.ratings import queries
from yiguan.ratings.queries import Counts
from yiguan.ratings.schemas import RatingsOut
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor

DESCRIPTION = "评价: how answers were rated. Residents rate on their phones."
pages = ApiPages("ratings", "/handling-items", description=DESCRIPTION)


@pages.get("/<int:handling_id>/ratings")
@pages.gives(RatingsOut)
def show(handling_id: int) -> Mapping[str, Sequence[Counts]]:
    """Show how each answer to a case was rated, the first one first."""
    handling = get_handling(actor(), handling_id)
    return {"ratings": [queries.counts_of(handling, reply) for reply in sent_of([handling.id])]}
