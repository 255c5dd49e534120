"""审题 at the district: what waits longest first, and the acts of screening."""

from yiguan.topics import queries
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState
from yiguan.topics.views import list_page, topic_page
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.pages import act_pages

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


@pages.get("")
def list_() -> str:
    return list_page("topics/queue.html", "screening", SHOWN)


@pages.get("/<int:topic_id>")
def show(topic_id: int) -> str:
    return topic_page(queries.get_topic(actor(), topic_id))


act_pages(pages, "/<int:topic_id>", Topic, find=queries.get_topic, show=topic_page)
