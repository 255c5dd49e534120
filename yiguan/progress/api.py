from typing import Any

from flask import jsonify

from yiguan.leads.schemas import TailIn
from yiguan.progress import opening, queries
from yiguan.progress.schemas import NewsOut, StepOut
from yiguan.web.api import ApiPages

pages = ApiPages("progress", "/leads", description="进展：凭编号和四位数，看走到哪一步")


@pages.post("/<receipt>/trail")
@pages.takes(TailIn)
def trail(data: dict[str, Any], receipt: str) -> Any:
    """Open to residents with receipt and digits; a failed try is counted and answered like an unknown receipt."""
    lead = opening.opened(receipt, data["tail"])
    if lead is None:
        return jsonify(code="wrong_tail", message=opening.WRONG, fields={}), 422  # not raised: the try must stay known
    matter = opening.matter_of(lead)
    news = queries.news_of(lead, matter.topic)
    return jsonify(steps=StepOut(many=True).dump(matter.steps), news=NewsOut(many=True).dump(news))
