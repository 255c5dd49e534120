from typing import Any

from yiguan.new_phones import queries
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.schemas import MoveOut
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api

pages = ApiPages("new_phones", "/new-phones", description="换手机: requests to move a resident to another phone.")


def _told(move: PhoneMove) -> dict[str, Any]:
    return queries.told(actor(), move)


@pages.get("/<int:phone_move_id>")
@pages.gives(MoveOut)
def show(phone_move_id: int) -> dict[str, Any]:
    """Show a request; its code only to who asked, once somebody else has confirmed."""
    return _told(queries.get_move(actor(), phone_move_id))


act_api(pages, "/<int:phone_move_id>", PhoneMove, find=queries.get_move, gives=MoveOut, give=_told)
