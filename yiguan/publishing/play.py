"""Some topics are public, a fortnight and two days after their last meeting."""

from functools import partial

from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.publishing.acts import PUBLISH
from yiguan.publishing.preparing import prepare
from yiguan.topics.models import Topic
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

PUBLISHED = 16


def _write(score: Score, stage: Stage) -> None:
    held = list(rows("meetings"))
    for row in rows("topics"):
        if row["stage"] == "published":
            last = min(int(meeting["days_ago"]) for meeting in held if _was_held(meeting, row["number"]))
            score.after(last, PUBLISHED, partial(_publish, stage, row["number"]))


def _was_held(meeting: Row, number: str) -> bool:
    return meeting["topic"] == number and meeting["state"] == "closed"


def _publish(stage: Stage, number: str) -> None:
    """The names that stand in the texts are office holders and units; the reviewer says so."""
    page, officer = prepare(stage.made(Topic)[number]), stage.staff(Role.OFFICER)
    perform(PUBLISH, page, by=officer, note="已核对：文中只有单位和小区名称，没有个人信息。")


PLAY = Play(writes=_write)
