"""Names under which somebody is reached: WeChat, however disguised, QQ, mail."""

import re

from yiguan.people.privacy.kinds import Pattern, called

_NOT_INSIDE = "(?<![a-z])"
_WECHAT = (
    r"[微威薇徽]\W?信",
    r"[微威薇徽v]\W?[❤♥💚]️?信?",
    r"[微威薇徽](?:号|x|xin|(?=[:是]))",
    "卫星号",
    "绿泡泡",
    r"v\W?信",
    rf"{_NOT_INSIDE}(?:v\W?x|w\W?x|wei\W?xin|wei信|we\W?chat)(?![a-z])",
    rf"{_NOT_INSIDE}[vw]x(?=[a-z]{{2,15}}[0-9]{{2}})",
    r"[+加]\W?[v微薇]",
    rf"{_NOT_INSIDE}v(?=:)",
    "联系方式",
    "[加搜]我",
)
_QQ = (rf"{_NOT_INSIDE}q ?q", rf"{_NOT_INSIDE}q(?=号)", "扣扣", "企鹅")
_NAME = r"(?P<it>[a-z][a-z0-9_-]{5,19})(?![a-z0-9_-]|\.[a-z]|://)"

PATTERNS = (
    Pattern("wechat", re.compile(called(*_WECHAT) + _NAME, re.I)),
    # one word of small letters with an underscore is hardly anything else in a Chinese text
    Pattern("wechat", re.compile(r"(?<![a-z0-9_./@-])[a-z]{2,12}_[a-z0-9_]{2,16}(?![a-z0-9_./@-])")),
    Pattern("wechat", re.compile("wxid_[a-z0-9]{6,20}", re.I)),
    Pattern(
        "qq",
        re.compile(
            rf"{called(*_QQ)}(?P<it>[1-9][0-9]{{4,10}})(?![0-9])",
            re.I,
        ),
    ),
    Pattern(
        "email",
        re.compile(r"(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}", re.I),
    ),
)
