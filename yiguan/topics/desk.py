"""审题 at the district: what waits longest first, and the acts of screening."""

from flask.typing import ResponseReturnValue

from yiguan.topics import queries
from yiguan.topics.states import TopicState
from yiguan.topics.views import list_page, perform, topic_page
from yiguan.web.surfaces import Pages, actor

pages = Pages("topics", "desk", url_prefix="/desk/topics")
S = TopicState
SHOWN = {
    "screening": ("等着审", (S.SCREENING,)),
    "deferred": ("缓议", (S.DEFERRED,)),
    "returned": ("退回修改", (S.RETURNED,)),
    "candidate": ("候选", (S.CANDIDATE,)),
    "approved": ("已定题", (S.APPROVED,)),
    "closed": ("已了结", (S.REJECTED, S.MERGED, S.TERMINATED, S.ARCHIVED)),
}
ANY_ACT = "any(submit,approve,return,defer,resume,reject,merge,terminate,archive,reopen)"


@pages.get("")
def list_() -> str:
    return list_page("topics/queue.html", "screening", SHOWN)


@pages.get("/<int:topic_id>")
def show(topic_id: int) -> str:
    return topic_page(queries.get_topic(actor(), topic_id))


@pages.get(f"/<int:topic_id>/<{ANY_ACT}:act>")
def prepare(topic_id: int, act: str) -> str:
    """The topic with the form of one act open."""
    return topic_page(queries.get_topic(actor(), topic_id), act)


@pages.post(f"/<int:topic_id>/<{ANY_ACT}:act>")
def do(topic_id: int, act: str) -> ResponseReturnValue:
    return perform(queries.get_topic(actor(), topic_id), act)
