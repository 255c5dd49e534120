"""What was done to a record and by whom, for staff who may see names: the steps of parts/trail.html."""

from collections.abc import Mapping
from typing import Any

from yiguan.audit.queries import entries_of
from yiguan.kernel import clock
from yiguan.kernel.db import Base
from yiguan.people.queries import names_of


def steps_of(record: Base, acts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Oldest first, in two statements; `acts` gives each act its Chinese word, acts without one are left out."""
    entries = [entry for entry in entries_of(record) if entry.act in acts]
    names = names_of(entry.actor_id for entry in entries)
    return [
        {
            "label": f"{acts[entry.act]} · {names.get(entry.actor_id or 0, '系统')}",
            "state": "done",
            "at": entry.at,
            "at_label": clock.moment(entry.at),
            "note": entry.note,
        }
        for entry in entries
    ]
