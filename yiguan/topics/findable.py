"""What people search for in 议题."""

from yiguan.search.texts import Findable
from yiguan.topics.models import Topic

FINDABLE = Findable(Topic, (Topic.title, Topic.number, Topic.problem, Topic.affected, Topic.place))
