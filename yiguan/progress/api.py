from collections.abc import Callable

from flask import Response, jsonify, make_response
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid
from yiguan.leads.opening import WRONG, opened
from yiguan.leads.schemas import TailIn
from yiguan.progress import holding, opening, queries, wishes
from yiguan.progress.holding import Holding
from yiguan.progress.schemas import AboutOut, CorrectByReceiptIn, EraseByReceiptIn, TrailOut
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
        return _wrong()
    matter = opening.matter_of(lead)
    return {"steps": matter.steps, "news": queries.news_of(lead, matter.topic)}


@pages.post("/<receipt>/about")
@pages.takes(TailIn)
@pages.gives(AboutOut)
@pages.open
def about(body: Body, receipt: str) -> Holding | Response:
    """Show a resident what is held about them, as far as this receipt goes."""
    return _about(receipt, body()["tail"])


@pages.post("/<receipt>/about/correct")
@pages.takes(CorrectByReceiptIn)
@pages.gives(AboutOut)
@pages.open
def correct(body: Body, receipt: str) -> Holding | Response:
    """Correct, as the resident, how they are called; who has a phone does it there."""
    data = body()
    return _about(receipt, data["tail"], lambda held: wishes.correct(held, name=data["name"], phone=None))


@pages.post("/<receipt>/about/erase")
@pages.takes(EraseByReceiptIn)
@pages.gives(AboutOut)
@pages.open
def erase(body: Body, receipt: str) -> Holding | Response:
    """Ask, as the resident, that everything personal goes once nothing is open and the station could call."""
    data = body()
    if not data["sure"]:
        raise Invalid(fields={"sure": [wishes.SURE]})
    return _about(receipt, data["tail"], wishes.wish)


@pages.post("/<receipt>/about/keep")
@pages.takes(TailIn)
@pages.gives(AboutOut)
@pages.open
def keep(body: Body, receipt: str) -> Holding | Response:
    """Take the wish to be erased back."""
    return _about(receipt, body()["tail"], wishes.take_back)


def _about(receipt: str, tail: str, do: Callable[[Holding], None] = lambda held: None) -> Holding | Response:
    lead = opened(receipt, tail)
    if lead is None:
        return _wrong()
    do(holding.of_receipt(lead))
    return holding.of_receipt(lead)


def _wrong() -> Response:
    """Not raised: the try must stay known."""
    return make_response(jsonify(code="wrong_tail", message=WRONG, fields={}), 422)
