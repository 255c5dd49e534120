from yiguan.base.fields import In, Text


class SignInIn(In):
    username = Text(40)
    password = Text(200)
    code = Text(10, least=0)


class PasswordIn(In):
    password = Text(200)
    again = Text(200)


class OwnIn(In):
    """What proves that the signed-in person changes their own account: the password, and the code if there is one."""

    present = Text(200)
    code = Text(10, least=0)


class OwnPasswordIn(OwnIn, PasswordIn):
    pass


class OwnTotpIn(OwnIn):
    new_code = Text(10)
