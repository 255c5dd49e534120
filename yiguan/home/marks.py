from yiguan.base.act import Mark

ANSWER_FEEDBACK = Mark("feedback", "answer_feedback", "答复投诉建议")
LEAVE_FEEDBACK = Mark("feedback", "leave_feedback", "收到投诉建议")
