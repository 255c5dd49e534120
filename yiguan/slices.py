"""The slices, from the lowest to the highest; the program collects their modules by file name in this order."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

SLICES = (
    "organisation",
    "people",
    "calendar",
    "numbering",
    "signatures",
    "search",
    "attachments",
    "notifications",
    "district",
    "administration",
    "handling",
    "new_phones",
    "leads",
    "topics",
    "meetings",
    "registrations",
    "attendance",
    "hallbox",
    "joins",
    "minutes",
    "recommendations",
    "progress",
    "ratings",
    "looking_back",
    "publishing",
    "home",
)


def found(*names: str) -> Iterator[ModuleType]:
    """Every slice's modules of these names; a slice without such a file is skipped."""
    for slice_ in SLICES:
        for name in names:
            if module := _module(f"yiguan.{slice_}.{name}"):
                yield module


@cache
def _module(name: str) -> ModuleType | None:
    return import_module(name) if find_spec(name) is not None else None
