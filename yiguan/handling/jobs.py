"""What the worker does for cases: it reminds whoever a case lies with, step by step."""

from yiguan.base.actor import SYSTEM
from yiguan.handling.acts import REMIND
from yiguan.handling.reminding import to_remind
from yiguan.store.schedule import Job, every
from yiguan.workflow.perform import perform


def remind() -> int:
    """Returns how many cases took a step."""
    found = to_remind()
    for handling in found:
        perform(REMIND, handling, by=SYSTEM)
    return len(found)


JOBS = (Job("remind-of-answers", remind, every(minutes=30)),)
