"""Who is expected at the two meetings to come: neighbours signed up for one, members are asked to the other."""

from datetime import timedelta
from functools import partial
from itertools import islice

from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.people import residents
from yiguan.people.states import PersonKind, Role
from yiguan.registrations import acts, inviting
from yiguan.registrations.queries import of_persons
from yiguan.registrations.signing_up import sign_up
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Score, Stage

OPEN, ASKED = "wm-schoolgate-1", "sz-weekend-1"
MEMBERS = ("tuyinping", "yinqingyu")
NEIGHBOURS = 9


def _write(score: Score, stage: Stage) -> None:
    score.at(clock.now() - timedelta(hours=3), partial(_sign_up, stage))
    score.at(clock.now(), partial(_invite, stage))


def _sign_up(stage: Stage) -> None:
    """On their own phones; one of them changes their mind."""
    here = (p for p in stage.people.values() if p.kind is PersonKind.RESIDENT and p.device_id is not None)
    lines = [sign_up(residents.as_actor(p), stage.made(Meeting)[OPEN], p) for p in islice(here, NEIGHBOURS)]
    perform(acts.WITHDRAW, lines[-1], by=residents.as_actor(lines[-1].person))


def _invite(stage: Stage) -> None:
    """The station's members must come: one says yes, the other asks for leave."""
    meeting, convener = stage.made(Meeting)[ASKED], stage.staff(Role.CONVENER, "SZ")
    inviting.invite_unit(convener, meeting, stage.units["SZ"], role=Role.MEMBER, required=True)
    comes, away = of_persons(meeting.id, [stage.people[key].id for key in MEMBERS])
    perform(acts.ACCEPT, comes, by=residents.as_actor(comes.person))
    perform(acts.ASK_LEAVE, away, by=residents.as_actor(away.person), words="那天单位要去省里开会")


PLAY = Play(writes=_write)
