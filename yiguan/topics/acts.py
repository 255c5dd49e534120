"""The acts on one topic as a table, for buttons, forms and their sentences on bench and desk."""

from yiguan.base.fields import In
from yiguan.leads.acts import Act
from yiguan.topics import service
from yiguan.topics.schemas import DeferIn, MergeIn, TopicReasonIn, TopicWordsIn

ACTS = {
    "submit": Act("报审", In, service.submit_topic, "已报审，结果会通知您。"),
    "approve": Act("定题", In, service.approve_topic, "已定题，编号已给，可以安排协商会了。"),
    "return": Act("退回修改", TopicReasonIn, service.return_topic, "已退回修改，站点会看到您写的话。"),
    "defer": Act("缓议", DeferIn, service.defer_topic, "已缓议，到期再审。"),
    "resume": Act("接着审", TopicWordsIn, service.resume_topic, "已回到审题。"),
    "reject": Act("不予列入", TopicReasonIn, service.reject_topic, "已写明不予列入的理由，站点和反映人会看到。"),
    "merge": Act("并入别的议题", MergeIn, service.merge_topic, "已并题，线索都到了主题里，反映人会知道。"),
    "terminate": Act("终止", TopicReasonIn, service.terminate_topic, "议题已终止。"),
    "archive": Act("归档", In, service.archive_topic, "议题已归档。"),
    "reopen": Act("再协商", TopicWordsIn, service.reopen_topic, "已开始新的一轮协商。"),
}
TOPIC_WORDS = {
    "create": "提出",
    "edit": "修改",
    "join": "线索加入",
    "leave": "线索分出",
    "absorb": "别的议题并入",
    "submit": "报审",
    "approve": "定题",
    "return": "退回修改",
    "defer": "缓议",
    "resume": "接着审",
    "reject": "不予列入",
    "merge": "并入别的议题",
    "terminate": "终止",
    "archive": "归档",
    "reopen": "再协商",
}
