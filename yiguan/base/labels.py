"""An enum whose members carry the Chinese words people read beside the value the database keeps."""

import enum
from typing import Self


class Labelled(enum.Enum):
    """`ACCEPTED = "accepted", "已采用"`: value in data, label everywhere people read."""

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
