"""Words of notices: the program's own until the office sets others from a day on, as it sets numbers (values.py).

A slice declares its wordings in `notices.py`. What was sent keeps its words, since a notice stores them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

from yiguan.base.act import Message
from yiguan.base.errors import Invalid, NotFound
from yiguan.base.text import clean
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.kinds import Parameter
from yiguan.organisation.values import value_of
from yiguan.slices import found

TITLE_MOST, TEXT_MOST = 60, 500
NAME = "notice_"
_BLANK = re.compile(r"\{([^{}]*)\}")
NO_TITLE = "请写标题，收通知的人先看到的就是它。"
TOO_LONG = "最多{most}个字，现在有{length}个。请短一点。"
UNKNOWN = "“{name}”不是这条通知能填的。能填的有：{known}。请照样子写，连花括号一起。"
MISSING = "少了“{name}”，收通知的人就不知道了。请把它写进标题或者正文，连花括号一起。"
STRAY = "有一个花括号没有配成对。花括号只用来括住能填的，例如{known}。"


class Words(NamedTuple):
    title: str
    text: str


@dataclass(frozen=True)
class Blank:
    """What the program fills in; it stands in the words as {name}."""

    name: str
    sample: str

    def __str__(self) -> str:
        return f"{{{self.name}}}"


@dataclass(frozen=True, kw_only=True)
class Wording(Parameter[Words]):
    """The words of one notice. A blank of the program's own words must stay in every other."""

    kind: NoticeKind
    blanks: tuple[Blank, ...]

    def read(self, typed: str) -> Words:
        """Title in the first line, then the text. Raises Invalid at `title` or `text`."""
        title, _, text = typed.partition("\n")
        words = Words(clean(title, lines=False), clean(text, lines=True))
        faults = {name: fault for name in Words._fields if (fault := self._fault(name, getattr(words, name)))}
        faults = faults or self._missing(words)
        if faults:
            raise Invalid(fields={name: [fault] for name, fault in faults.items()})
        return words

    def spell(self, value: Words) -> str:
        return f"{value.title}\n{value.text}"

    def words(self, value: Words) -> str:
        return f"{value.title}　{value.text}".strip()

    def trace(self, spelled: str) -> str:
        """The trail holds them in its note."""
        return ""

    @property
    def allowed(self) -> str:
        return "、".join(map(str, self.blanks))

    def filled(self, facts: Mapping[Blank, str] | None = None) -> Message:
        """The message in today's words. Raises KeyError for a blank without a fact."""
        given = {blank.name: (facts or {})[blank] for blank in self.blanks}
        return self.in_words(value_of(self), given)

    def sample(self, words: Words) -> Message:
        """As it would read, with invented facts."""
        return self.in_words(words, {blank.name: blank.sample for blank in self.blanks})

    def in_words(self, words: Words, given: Mapping[str, str]) -> Message:
        """What a fact says is not read for further blanks."""
        title, text = (_BLANK.sub(lambda blank: given[blank[1]], part).strip() for part in words)
        return Message(self.kind, title, text)

    def _fault(self, name: str, text: str) -> str:
        most = TITLE_MOST if name == "title" else TEXT_MOST
        if name == "title" and not text:
            return NO_TITLE
        if len(text) > most:
            return TOO_LONG.format(most=most, length=len(text))
        known = {blank.name for blank in self.blanks}
        unknown = next((one for one in _BLANK.findall(text) if one not in known), None)
        if unknown is not None:
            return UNKNOWN.format(name=f"{{{unknown}}}", known=self.allowed or "没有")
        return STRAY.format(known=self.allowed or "{标题}") if re.search("[{}]", _BLANK.sub("", text)) else ""

    def _missing(self, words: Words) -> dict[str, str]:
        there = set(_BLANK.findall("".join(words)))
        missing = next((one for one in _BLANK.findall("".join(self.first)) if one not in there), None)
        return {"text": MISSING.format(name=f"{{{missing}}}")} if missing else {}


def wording(key: str, label: str, kind: NoticeKind, title: str, text: str = "", *blanks: Blank) -> Wording:
    """Declares the words of a notice. `label` says in the settings what has happened, and who is told."""
    first = Words(title, text)
    return Wording(name=NAME + key, label=label, about=kind.label, kind=kind, default=first, blanks=blanks)


def by_slice() -> list[tuple[str, list[Wording]]]:
    """The wordings of each slice that has any, under its heading, lower slices first."""
    declared = [(module, _declared(module)) for module in found("notices")]
    return [(module.HEADING, wordings) for module, wordings in declared if wordings]


def _declared(module: ModuleType) -> list[Wording]:
    return [one for one in vars(module).values() if isinstance(one, Wording)]


def all_wordings() -> list[Wording]:
    return [one for _, wordings in by_slice() for one in wordings]


def get_wording(slug: str) -> Wording:
    """Raises NotFound."""
    known = next((one for one in all_wordings() if one.slug == slug), None)
    if known is None:
        raise NotFound("没有这一条通知。请回到清单再找。")
    return known


SUBJECT = Blank("标题", "楼道的灯坏了三个月")
NOTE = Blank("说明", "灯杆归电力公司管，已经联系，下周来看。")
REASON = Blank("理由", "不属于协商范围")
UNIT = Blank("单位", "幸福社区协商站")
NUMBER = Blank("编号", "铜议〔2026〕XF-01")
MEETING = Blank("会名", "路灯怎么装、谁来修")
WHEN = Blank("时间和地点", "12月5日（周六）15:00，社区二楼会议室")
DAY = Blank("日期", "12月5日（周六）")
