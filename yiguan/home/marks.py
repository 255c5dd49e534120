from yiguan.base.act import Mark

ANSWER_FEEDBACK = Mark("feedback", "answer_feedback")
LEAVE_FEEDBACK = Mark("feedback", "leave_feedback")
