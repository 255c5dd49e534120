"""Who hears of minutes: the conveners that they wait to be confirmed, the writer that they came back."""

from yiguan.audit.queries import entries_of
from yiguan.base.actor import Actor
from yiguan.minutes.models import Minutes
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of
from yiguan.people.states import Role


def minutes_submitted(actor: Actor, minutes: Minutes) -> None:
    conveners = set(holders_of(minutes.unit.path, Role.CONVENER)) - {actor.id or 0}
    tell(
        f"minutes_submitted:{minutes.id}:{minutes.version}",
        conveners,
        about=minutes,
        title=f"有一份纪要等您核定：{minutes.meeting.title}",
        url=address(minutes),
        unit_id=minutes.unit_id,
    )


def minutes_returned(minutes: Minutes, note: str) -> None:
    sent = [entry for entry in entries_of(minutes) if entry.act == "submit" and entry.actor_id]
    tell(
        f"minutes_returned:{minutes.id}:{minutes.version}",
        [entry.actor_id or 0 for entry in sent[-1:]],
        about=minutes,
        title=f"纪要要改一改：{minutes.meeting.title}",
        text=note,
        url=address(minutes),
        unit_id=minutes.unit_id,
    )


def address(minutes: Minutes) -> str:
    return f"/bench/meetings/{minutes.meeting.code}/minutes"
