"""Who is asked what became of an answer, and who is told what came of it."""

from collections.abc import Iterable

from yiguan.base import clock
from yiguan.base.act import Happened, Message, News
from yiguan.district.wording import NOTE, SUBJECT, UNIT, Blank, wording
from yiguan.handling.models import Handling
from yiguan.handling.rules import UNIT_SIDE
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.queries import asked_about
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.models import Unit
from yiguan.people.queries import holders_of, holders_over, named_holders
from yiguan.people.states import Role
from yiguan.store.db import db

HEADING = "回头看"
DAY = Blank("日期", "2月20日（周六）")
ASKED = wording("look_back_asked", "请反映、附议的人看看办成了没有", NoticeKind.OWN_MATTER,
                "您提的事办成了没有？", "《{标题}》，{单位}答复过。请您看一看，{日期}前点一下：好了、部分好了、没有。",
                SUBJECT, UNIT, DAY)  # fmt: skip
BACK = wording("look_back_back", "回头看没有办成，告诉承办单位", NoticeKind.DUTY,
               "回头看没有办成，请接着办：{标题}", "{说明}{日期}前再答复。", SUBJECT, NOTE, DAY)  # fmt: skip
BACK_TO_ALL = wording("look_back_back_to_all", "回头看没有办成，告诉参与过的人", NoticeKind.OTHERS,
                      "没有办成，部门接着办", "《{标题}》，退回{单位}接着办，{日期}前再答复大家。",
                      SUBJECT, UNIT, DAY)  # fmt: skip
KEPT = wording("look_back_kept", "说好的办成了，告诉参与过的人", NoticeKind.OTHERS,
               "说好的事办成了", "《{标题}》，提这件事的人看过，说办成了。", SUBJECT)  # fmt: skip
UNHEARD = wording("look_back_unheard", "回头看没有定下来，告诉办公室", NoticeKind.DUTY,
                  "请去看一看办成了没有：{标题}",
                  "{说明}看到办成了的，点“办成了，办结”；没有办成的，点“没有办成，退回”。", SUBJECT, NOTE)  # fmt: skip


def asked(it: Happened) -> None:
    """`found` is the look-back; each person who asked is told once."""
    look_back: LookBack = it.found
    last = clock.day(look_back.closes_on) if look_back.closes_on else ""
    unit = look_back.reply.unit.short_name
    message = ASKED.filled({SUBJECT: it.record.title, UNIT: unit, DAY: last})
    people, url = asked_about(it.record, look_back.reply), f"/look-backs/{look_back.id}"
    tell(it.event, people, message, about=it.record, url=url, unit_id=it.record.sender_id)


def back(it: Happened) -> None:
    message = BACK.filled({SUBJECT: it.record.title, NOTE: it.note, DAY: _until(it.record)})
    _tell_staff(it, holders_of(it.record.unit.path, *UNIT_SIDE), message)


def unheard(it: Happened) -> None:
    dispatch = {person for person, _ in named_holders(Role.DISPATCH_OFFICER)}
    office = {*holders_over(it.record.sender.path, Role.OFFICER), *dispatch}
    _tell_staff(it, office, UNHEARD.filled({SUBJECT: it.record.title, NOTE: it.note}))


def back_news(handling: Handling, note: str) -> News:
    unit = db.session.get(Unit, handling.unit_id)
    facts = {SUBJECT: handling.title, UNIT: unit.short_name if unit else "", DAY: _until(handling)}
    return BACK_TO_ALL.filled(facts), ""


def kept_news(handling: Handling, note: str) -> News:
    return KEPT.filled({SUBJECT: handling.title}), ""


def _tell_staff(it: Happened, people: Iterable[int], message: Message) -> None:
    tell(it.event, people, message, about=it.record, url=f"/desk/handling/{it.record.id}", unit_id=it.record.sender_id)


def _until(handling: Handling) -> str:
    return clock.day(handling.due_on) if handling.due_on else ""
