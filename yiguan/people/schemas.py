from yiguan.kernel.fields import In, Text


class SignInIn(In):
    username = Text(40)
    password = Text(200)
    code = Text(10, least=0)


class PasswordIn(In):
    password = Text(200)
    again = Text(200)


class TotpIn(In):
    secret = Text(64)
    code = Text(10)
