"""In the sample district one unit says that it has kept its promise, and a neighbour has been to see."""

from functools import partial

from yiguan.base import clock
from yiguan.handling.models import Handling
from yiguan.looking_back import entering, queries
from yiguan.looking_back.acts import REPORT
from yiguan.looking_back.states import Seen
from yiguan.organisation.seeds import rows
from yiguan.people.residents import as_actor
from yiguan.people.states import Role
from yiguan.ratings.states import RatingWay
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage


def _write(score: Score, stage: Stage) -> None:
    for row in rows("look_backs"):
        score.day(int(row["days_ago"]), partial(_report, stage, row))
        score.after(int(row["days_ago"]), 1, partial(_say, stage, row))


def _case(stage: Stage, row: Row) -> Handling:
    return stage.made(Handling)[f"{row['recommendation']}/{row['unit']}"]


def _report(stage: Stage, row: Row) -> None:
    handling, liaison = _case(stage, row), stage.staff(Role.UNIT_LIAISON, row["unit"])
    entering.show(liaison, handling, day=clock.today(), text=row["evidence"], content=None)
    perform(REPORT, handling, by=liaison)


def _say(stage: Stage, row: Row) -> None:
    (look_back,) = queries.of_case(_case(stage, row))
    person, seen = stage.people[row["person"]], Seen(row["seen"])  # type: ignore[call-arg]
    entering.say(as_actor(person), person, look_back, seen=seen, note=row["note"], way=RatingWay.PHONE)


PLAY = Play(writes=_write)
