"""The kinds of personal data, and what a pattern of one of them is."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

Kind = Literal["id_number", "bank_card", "mobile", "wechat", "qq", "email", "plate", "address", "building"]


def anything(found: re.Match[str]) -> bool:
    return True


class Pattern(NamedTuple):
    """What one kind looks like; of a pattern with a group `it`, only that group is the datum. `holds` looks closer at
    a match. `spoken`: people also write its digits in Chinese, mixed or whole, so that no machine finds them.
    """

    kind: Kind
    looks: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = anything
    spoken: bool = False

    @property
    def part(self) -> str | int:
        return "it" if "it" in self.looks.groupindex else 0


def called(*names: str) -> str:
    """The beginning of a pattern whose datum is announced: 卡号是：, 微信ID为."""
    return rf"(?:{'|'.join(names)})(?:[号码名是为叫搜找在就]|帐号|账号|号码|id|[^\w\n]){{0,5}}"
