"""What the public reads of a topic, in one place: the page shows it and the scan reads it, so neither misses a word."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from yiguan.base import crypto
from yiguan.people.privacy.patterns import LABELS, SOFT, find_personal
from yiguan.publishing.covering import covered
from yiguan.topics.models import Topic
from yiguan.workflow.sections import Section, faces


@dataclass(frozen=True)
class Problem:
    """Something that points to a person: where it stands, what it is, and its surroundings, for who must judge it. A
    `soft` one, such as a building without a door, keeps nothing back.
    """

    where: str
    kind: str
    before: str
    found: str
    after: str
    soft: bool


@dataclass(frozen=True)
class Texts:
    """The texts of a topic that are final, section by section, and the words that are hidden in them."""

    sections: Sequence[Section]
    hidden: Collection[str] = ()

    def written(self) -> list[tuple[str, str]]:
        """(where it stands, text) of everything that somebody wrote, as it was written."""
        return [(where, text) for section in self.sections for where, text in section.passages if text]

    def passages(self) -> list[tuple[str, str]]:
        """The same as the public reads it."""
        return [(where, covered(text, self.hidden)) for where, text in self.written()]

    @property
    def digest(self) -> str:
        """Of what the public would read: whoever was shown this has been shown these words."""
        return crypto.digest(json.dumps(self.passages(), ensure_ascii=False).encode())

    def problems(self) -> list[Problem]:
        return [problem for where, text in self.passages() for problem in _problems(where, text)]

    def hard(self) -> list[Problem]:
        """Those that keep the page back."""
        return [problem for problem in self.problems() if not problem.soft]


def _problems(where: str, text: str) -> list[Problem]:
    return [
        Problem(
            where, LABELS[kind], text[max(0, start - 12) : start], text[start:end], text[end : end + 12], kind in SOFT
        )
        for kind, start, end in find_personal(text)
    ]


def texts_of(topic: Topic, until: datetime | None = None, hidden: Collection[str] = ()) -> Texts:
    """What is final, up to the moment when it was last read through."""
    return Texts([section for face in faces() for section in face.topic(topic, until)], hidden)
