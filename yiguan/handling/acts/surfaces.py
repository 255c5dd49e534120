"""Where an act is offered, and to whom its news go."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from yiguan.base.act import Everyone, News
from yiguan.handling.models import Handling

DESK: dict[str, Any] = {"record": Handling, "on": ("desk",)}
BOTH: dict[str, Any] = {"record": Handling, "on": ("desk", "link")}
"""Also for a unit that works by its link."""
OWN_PAGE: dict[str, Any] = {"record": Handling, "on": ()}
"""Acts with a page of their own, or of the worker."""


def everyone(words: Callable[[Handling, str], News]) -> Everyone:
    """The station prints it for people without a phone."""
    return Everyone(words, prints=attrgetter("sender_id"))
