from yiguan.kernel.fields import In, Phone, Text


class FeedbackIn(In):
    text = Text(1000, least=2, lines=True)
    name = Text(20, least=0)
    phone = Phone()


class AnswerIn(In):
    answer = Text(500, lines=True)


class RevealIn(In):
    reason = Text(80)
