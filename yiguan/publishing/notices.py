from yiguan.base.act import News
from yiguan.district.wording import SUBJECT, wording
from yiguan.notifications.states import NoticeKind
from yiguan.topics.models import Topic

HEADING = "公开"
PUBLISHED = wording("topic_published", "议题公开了，告诉参与过的人", NoticeKind.OTHERS, "可以公开看了：{标题}",
                    "走到哪一步、会上怎么说的、提了什么建议，都在这一页。", SUBJECT)  # fmt: skip


def published_news(topic: Topic, note: str) -> News:
    """For everybody who had a part in the matter."""
    return PUBLISHED.filled({SUBJECT: topic.title}), f"/topics/{topic.code}"
