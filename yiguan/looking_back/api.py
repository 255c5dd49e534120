from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yiguan.handling.queries import get_handling
from yiguan.looking_back import queries
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.queries import Figures
from yiguan.looking_back.schemas import LookBacksOut
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor

DESCRIPTION = "回头看: what those who asked see months after an answer. Residents say it on their phones."
pages = ApiPages("looking_back", "/handling-items", description=DESCRIPTION)


class Counted(NamedTuple):
    look_back: LookBack
    figures: Figures


@pages.get("/<int:handling_id>/look-backs")
@pages.gives(LookBacksOut)
def show(handling_id: int) -> Mapping[str, Sequence[Counted]]:
    """Show the look-backs of a case, planned ones too, the latest first."""
    found = queries.of_case(get_handling(actor(), handling_id))
    return {"look_backs": [Counted(one, queries.figures_of(one)) for one in found]}
