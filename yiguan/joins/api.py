from typing import Any

from yiguan.base.errors import require
from yiguan.joins import asking, queries, rules
from yiguan.joins.models import JoinRequest
from yiguan.joins.schemas import AskIn, JoinOut
from yiguan.web.api import ApiPages, Body
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api

pages = ApiPages("joins", "/joins", description="认作一个人: requests to count two records as one person.")


@pages.post("")
@pages.takes(AskIn)
@pages.gives(JoinOut, 201)
def ask(body: Body) -> dict[str, Any]:
    """Ask, with a reason, that two records are counted as one person; they are once somebody else confirmed."""
    require(rules.can_look(actor()), rules.NOT_YOURS)
    data = body()
    chosen = asking.pair(actor(), data["person"], data["other"])
    return queries.told(asking.ask(actor(), chosen, note=data["note"]))


@pages.get("/<int:join_request_id>")
@pages.gives(JoinOut)
def show(join_request_id: int) -> dict[str, Any]:
    """Show a request, without names."""
    return queries.told(queries.get_request(actor(), join_request_id))


act_api(pages, "/<int:join_request_id>", JoinRequest, find=queries.get_request, gives=JoinOut, give=queries.told)
