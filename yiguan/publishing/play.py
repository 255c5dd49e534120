"""Some topics are public, a fortnight and two days after their last meeting."""

from functools import partial

from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.publishing.acts import CHECK, CLOSE_DISPLAY, COVER, PUBLISH
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.reviewing import standing
from yiguan.topics.models import Topic
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

PUBLISHED, DISPLAYED = 16, 25
RESULT = "公示期内没有收到不同意见。"


def _write(score: Score, stage: Stage) -> None:
    held = list(rows("meetings"))
    for row in rows("topics"):
        if row["stage"] == "published":
            last = min(int(meeting["days_ago"]) for meeting in held if _was_held(meeting, row["number"]))
            score.after(last, PUBLISHED, partial(_publish, stage, row["number"]))
            score.after(last, DISPLAYED, partial(_end_display, stage, row["number"]))


def _was_held(meeting: Row, number: str) -> bool:
    return meeting["topic"] == number and meeting["state"] == "closed"


def _publish(stage: Stage, number: str) -> None:
    """Two read it through, a third shows it. What the scan finds in the sample is covered."""
    page = stage.made(Publication)[number] = prepare(stage.made(Topic)[number])
    for words in sorted({problem.found for problem in standing(page.topic, page).texts.hard()}):
        perform(COVER, page, by=stage.staff(Role.COMMITTEE_STAFF), words=words)
    perform(CHECK, page, by=stage.staff(Role.COMMITTEE_STAFF))
    perform(CHECK, page, by=stage.staff(Role.OFFICER, place=1))
    perform(PUBLISH, page, by=stage.staff(Role.OFFICER))


def _end_display(stage: Stage, number: str) -> None:
    perform(CLOSE_DISPLAY, stage.made(Publication)[number], by=stage.staff(Role.OFFICER), note=RESULT)


PLAY = Play(writes=_write)
