"""Keys that are replaced, without files: the settings get them as they stand after `new-key` and a restart."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from yiguan.settings import Keys, settings

NEW = b"the key that comes after another"


def after_replacing(field: str, new: bytes = NEW) -> Keys:
    """The present keys with a new one for this field; the earlier one is kept."""
    keys = settings().keys
    changed: dict[str, Any] = {field: new, "former": ((field, getattr(keys, field)), *keys.former)}
    return replace(keys, **changed)


def restart_with(installed: Callable[..., None], field: str) -> None:
    installed(keys=after_replacing(field))


def retired(field: str) -> Keys:
    """The present keys without the earlier ones of this field."""
    keys = settings().keys
    return replace(keys, former=tuple(one for one in keys.former if one[0] != field))
