"""What a parameter may be: a number, several, one of some ways, yes or no; how it is typed, stored and said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from yiguan.base.errors import Invalid
from yiguan.base.labels import Labelled
from yiguan.settings import settings

T = TypeVar("T")
WHOLE = "请填{least}到{most}之间的整数。"


class Keeper(Labelled):
    """Who sets a parameter (product.md §5.3)."""

    OFFICE = "office", "区政协办公室"
    SECURITY = "security", "安全管理员"


@dataclass(frozen=True, kw_only=True)
class Parameter(Generic[T]):
    """`setting` names the installation's setting that is its first value; without one, `default` is. `times` is the
    kind of record whose time limits begin with it. `effect` says what a new value does at once, for the preview.
    `keeper` sets it.
    """

    name: str
    label: str
    about: str
    default: T | None = None
    setting: str = ""
    times: type[Any] | None = None
    effect: Callable[[T], str] = lambda value: ""
    keeper: Keeper = Keeper.OFFICE

    @property
    def slug(self) -> str:
        """The name in addresses."""
        return self.name.replace("_", "-")

    @property
    def first(self) -> T:
        """The value until the office sets one."""
        value: Any = getattr(settings(), self.setting) if self.setting else self.default
        first: T = value
        return first

    def read(self, typed: str) -> T:
        """Raises Invalid at `value`."""
        raise NotImplementedError

    def spell(self, value: T) -> str:
        """As it is stored and typed; `read` reads it back."""
        return str(value)

    def words(self, value: T) -> str:
        raise NotImplementedError

    def trace(self, spelled: str) -> str:
        """As the trail says what it was and is; at most 40 characters."""
        return spelled

    @property
    def allowed(self) -> str:
        """What may be typed."""
        raise NotImplementedError

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """What can be chosen, where nothing is typed."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Number(Parameter[int]):
    """A whole number of `unit` from `least` to `most`; `zero` is what 0 means, if it means something else."""

    unit: str
    least: int
    most: int
    zero: str = ""

    def read(self, typed: str) -> int:
        number = _whole(typed)
        if not self.least <= number <= self.most:
            _refuse(WHOLE.format(least=self.least, most=self.most))
        return number

    def words(self, value: int) -> str:
        return self.zero if value == 0 and self.zero else f"{value} {self.unit}"

    @property
    def allowed(self) -> str:
        return f"{self.least} 到 {self.most} {self.unit}" + (f"，0 是{self.zero}" if self.zero else "")


@dataclass(frozen=True, kw_only=True)
class Numbers(Parameter[tuple[int, ...]]):
    """At most `count` different numbers of `unit`, with a space between them; none means never."""

    unit: str
    most: int
    count: int

    def read(self, typed: str) -> tuple[int, ...]:
        words = typed.split()
        if len(words) > self.count or not all(0 < _whole(word) <= self.most for word in words):
            _refuse(f"请填最多{self.count}个1到{self.most}之间的整数，中间空一格；一次也不要，就空着。")
        return tuple(sorted({int(word) for word in words}, reverse=True))

    def spell(self, value: tuple[int, ...]) -> str:
        return " ".join(map(str, value))

    def words(self, value: tuple[int, ...]) -> str:
        return "、".join(f"{number} {self.unit}" for number in value) or "一次也不"

    @property
    def allowed(self) -> str:
        return f"最多 {self.count} 个数，每个 1 到 {self.most} {self.unit}，中间空一格；空着就一次也不"


@dataclass(frozen=True, kw_only=True)
class OneOf(Parameter[str]):
    """One of a few named ways."""

    options: Mapping[str, str]

    def read(self, typed: str) -> str:
        if typed not in self.options:
            _refuse("请从这几项里选一个。")
        return typed

    def words(self, value: str) -> str:
        return self.options[value]

    @property
    def allowed(self) -> str:
        return "、".join(self.options.values())

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        return list(self.options.items())


@dataclass(frozen=True, kw_only=True)
class YesNo(Parameter[bool]):
    """Yes or no, in words of its own."""

    yes: str
    no: str

    def read(self, typed: str) -> bool:
        if typed not in ("1", "0"):
            _refuse("请选一个。")
        return typed == "1"

    def spell(self, value: bool) -> str:
        return "1" if value else "0"

    def words(self, value: bool) -> str:
        return self.yes if value else self.no

    @property
    def allowed(self) -> str:
        return f"{self.yes}、{self.no}"

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        return [("1", self.yes), ("0", self.no)]


def _whole(typed: str) -> int:
    """-1 where it is none of at most five digits."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1


def _refuse(sentence: str) -> None:
    raise Invalid(fields={"value": [sentence]})
