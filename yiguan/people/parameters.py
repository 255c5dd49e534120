"""The rules of signing in: kept by the security administrator (product.md §5.3)."""

from functools import partial

from yiguan.organisation.kinds import Keeper, Number

MOST_HOURS = 24
_number = partial(Number, keeper=Keeper.SECURITY)
PASSWORD_MIN = _number(
    name="password_min",
    label="密码最短几位",
    about="设新密码的时候照它；从前设的密码照旧能用。",
    setting="password_min",
    unit="位",
    least=8,
    most=64,
)
IDLE_MIN = _number(
    name="idle_min",
    label="多久没有操作就退出",
    about="电脑没有人看着，别人也用不了。",
    setting="idle_min",
    unit="分钟",
    least=5,
    most=240,
)
ADMIN_IDLE_MIN = _number(
    name="admin_idle_min",
    label="管理员多久没有操作就退出",
    about="系统、安全、审计三位管理员。",
    setting="admin_idle_min",
    unit="分钟",
    least=5,
    most=60,
)
SIGN_IN_HOURS = _number(
    name="sign_in_hours",
    label="登录一次最长多久",
    about="到时要重新登录；已经登录的照登录时的。",
    setting="sign_in_hours",
    unit="小时",
    least=1,
    most=MOST_HOURS,
)
PARAMETERS = (PASSWORD_MIN, IDLE_MIN, ADMIN_IDLE_MIN, SIGN_IN_HOURS)
