"""The slices, from the lowest to the highest; the program collects their modules by file name in this order."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

SLICES = (
    "organisation",
    "people",
    "numbering",
    "attachments",
    "notifications",
    "leads",
    "topics",
    "meetings",
    "registrations",
    "attendance",
    "hallbox",
    "minutes",
    "recommendations",
    "progress",
    "publishing",
    "home",
)


def found(*names: str) -> Iterator[ModuleType]:
    """Every slice's modules of these names; a slice without such a file is skipped."""
    for slice_ in SLICES:
        for name in names:
            if find_spec(f"yiguan.{slice_}.{name}") is not None:
                yield import_module(f"yiguan.{slice_}.{name}")
