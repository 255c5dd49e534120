from flask import jsonify
from flask.typing import ResponseReturnValue

from yiguan.leads.opening import WRONG, opened
from yiguan.leads.schemas import TailIn
from yiguan.progress import opening, queries
from yiguan.progress.schemas import TrailOut
from yiguan.web.api import ApiPages, Body

pages = ApiPages("progress", "/leads", description="进展: how far a matter has come, by receipt and four digits.")


@pages.post("/<receipt>/trail")
@pages.takes(TailIn)
@pages.gives(TrailOut)
@pages.open
def trail(body: Body, receipt: str) -> ResponseReturnValue:
    """Show a resident each step of the matter; wrong digits are counted and answered like an unknown receipt."""
    lead = opened(receipt, body()["tail"])
    if lead is None:
        return jsonify(code="wrong_tail", message=WRONG, fields={}), 422  # not raised: the try must stay known
    matter = opening.matter_of(lead)
    return {"steps": matter.steps, "news": queries.news_of(lead, matter.topic)}
