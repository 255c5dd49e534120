"""An enum whose members have a Chinese label beside the value that the database stores."""

import enum
from typing import Self


class Labelled(enum.Enum):
    """`ACCEPTED = "accepted", "已采用"`: the value is stored, the label is shown to people."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(str(member.value), member.label) for member in cls]
