"""Who is expected at the two meetings to come: neighbours signed up for one, members are asked to the other."""

from datetime import timedelta
from functools import partial
from itertools import islice

from yiguan.base import clock
from yiguan.people import residents
from yiguan.people.states import PersonKind, Role
from yiguan.registrations import acts, inviting
from yiguan.registrations.queries import of_persons
from yiguan.registrations.signing_up import sign_up
from yiguan.sample.meetings import Meetings
from yiguan.sample.people import Cast
from yiguan.sample.score import Score
from yiguan.workflow.perform import perform

OPEN, ASKED = "wm-schoolgate-1", "sz-weekend-1"
MEMBERS = ("tuyinping", "yinqingyu")
NEIGHBOURS = 9


def write_registrations(score: Score, cast: Cast, meetings: Meetings) -> None:
    score.at(clock.now() - timedelta(hours=3), partial(_sign_up, cast, meetings))
    score.at(clock.now(), partial(_invite, cast, meetings))


def _sign_up(cast: Cast, meetings: Meetings) -> None:
    """On their own phones; one of them changes their mind."""
    here = (p for p in cast.people.values() if p.kind is PersonKind.RESIDENT and p.device_id is not None)
    lines = [sign_up(residents.as_actor(p), meetings[OPEN], p) for p in islice(here, NEIGHBOURS)]
    perform(acts.WITHDRAW, lines[-1], by=residents.as_actor(lines[-1].person))


def _invite(cast: Cast, meetings: Meetings) -> None:
    """The station's members must come: one says yes, the other asks for leave."""
    meeting, convener = meetings[ASKED], cast.staff(Role.CONVENER, "SZ")
    inviting.invite_unit(convener, meeting, cast.units["SZ"], role=Role.MEMBER, required=True)
    comes, away = of_persons(meeting.id, [cast.people[key].id for key in MEMBERS])
    perform(acts.ACCEPT, comes, by=residents.as_actor(comes.person))
    perform(acts.ASK_LEAVE, away, by=residents.as_actor(away.person), words="那天单位要去省里开会")
