from yiguan.base.act import News
from yiguan.topics.models import Topic


def published_news(topic: Topic, note: str) -> News:
    """For everybody who had a part in the matter."""
    text = "走到哪一步、会上怎么说的、提了什么建议，都在这一页。"
    return f"可以公开看了：{topic.title}", text, f"/topics/{topic.code}"
