from yiguan.base.fields import In, Phone, Text


class FeedbackIn(In):
    text = Text(1000, least=2, lines=True, error_messages={"required": "请写您想说的话。"})
    name = Text(20, least=0)
    phone = Phone()


class AnswerIn(In):
    answer = Text(500, lines=True, error_messages={"required": "请写做了什么。"})


class RevealIn(In):
    reason = Text(80, error_messages={"required": "请写为什么要看号码。"})
