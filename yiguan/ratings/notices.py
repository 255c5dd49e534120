"""Who is told that an answer is done again."""

from yiguan.base import clock
from yiguan.base.act import Happened, News
from yiguan.district.wording import NOTE, SUBJECT, Blank, wording
from yiguan.handling.models import Handling
from yiguan.handling.rules import UNIT_SIDE
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.queries import holders_of

HEADING = "评价"
DAY = Blank("日期", "2月20日（周六）")
REDONE = wording("rating_redo", "不满意的人多，告诉承办单位再办", NoticeKind.DUTY,
                 "请再办一次：{标题}", "{说明}{日期}前再答复。", SUBJECT, NOTE, DAY)  # fmt: skip
REDONE_TO_ALL = wording("rating_redo_to_all", "再办一次，告诉参与过的人", NoticeKind.OTHERS,
                        "大家不满意，部门再办一次", "《{标题}》，{日期}前再答复大家。", SUBJECT, DAY)  # fmt: skip


def redone(it: Happened) -> None:
    message = REDONE.filled({SUBJECT: it.record.title, NOTE: it.note, DAY: _until(it.record)})
    people = holders_of(it.record.unit.path, *UNIT_SIDE)
    url = f"/desk/handling/{it.record.id}"
    tell(it.event, people, message, about=it.record, url=url, unit_id=it.record.sender_id)


def redone_news(handling: Handling, note: str) -> News:
    return REDONE_TO_ALL.filled({SUBJECT: handling.title, DAY: _until(handling)}), ""


def _until(handling: Handling) -> str:
    return clock.day(handling.due_on) if handling.due_on else ""
