from marshmallow import validate

from yiguan.base.fields import In, Text


class SignInIn(In):
    username = Text(40)
    password = Text(200)
    code = Text(10, least=0)


class PasswordIn(In):
    password = Text(200)
    again = Text(200)


class MoveIn(In):
    code = Text(40, least=0)


class TotpIn(In):
    secret = Text(
        32, least=32, validate=validate.Regexp(r"[A-Z2-7]{32}", error="这一页放得太久了，请重新打开再扫一次码。")
    )
    code = Text(10)
