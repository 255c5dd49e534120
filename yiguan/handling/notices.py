"""Who is told of which step of a case; `*_news` are for everybody who had a part in the matter."""

from collections.abc import Iterable

from yiguan.base import clock
from yiguan.base.act import Happened, Message, News
from yiguan.district.wording import NOTE, NUMBER, SUBJECT, UNIT, Blank, wording
from yiguan.handling.models import Handling
from yiguan.handling.rules import UNIT_SIDE
from yiguan.handling.states import LIES_WITH, Place, Reminder
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.models import Unit
from yiguan.people.queries import holders_of, holders_over, named_holders
from yiguan.people.states import CONVENING, Role
from yiguan.store.db import db

HEADING = "交办与答复"
DAY = Blank("日期", "2月20日（周六）")
_DUTY, _ALL = NoticeKind.DUTY, NoticeKind.OTHERS
DISPATCHED = wording("handling_dispatched", "交办了，告诉承办单位", _DUTY,
                     "有一件要你们答复：{标题}", "请先签收，{日期}前答复。不该由你们办的，三个工作日内申请改办。",
                     SUBJECT, DAY)  # fmt: skip
DISPATCHED_TO_ALL = wording("handling_dispatched_to_all", "交办了，告诉参与过的人", _ALL,
                            "大家提的建议交给{单位}办了", "《{标题}》已经交给{单位}，{日期}前答复。有了答复再告诉您。",
                            SUBJECT, UNIT, DAY)  # fmt: skip
DISPUTED = wording("handling_disputed", "单位申请改办，告诉办公室", _DUTY,
                   "{单位}申请改办：{标题}", "{说明}", UNIT, SUBJECT, NOTE)  # fmt: skip
MOVED = wording("handling_moved", "改交别的单位，告诉原来的单位", _DUTY,
                "这件改由别的单位办了：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
UPHELD = wording("handling_upheld", "还由原单位办，告诉承办单位", _DUTY,
                 "这件还由你们办：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
PRESSED = wording("handling_pressed", "催办，告诉承办单位", _DUTY,
                  "催办：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
EXTENSION = wording("handling_extension", "单位申请延期，告诉办公室", _DUTY,
                    "{单位}申请延期：{标题}", "{说明}", UNIT, SUBJECT, NOTE)  # fmt: skip
GRANTED = wording("handling_extension_granted", "同意延期，告诉承办单位", _DUTY,
                  "同意延期：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
REFUSED = wording("handling_extension_refused", "不同意延期，告诉承办单位", _DUTY,
                  "没有同意延期：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
PAUSED = wording("handling_paused", "暂停计时，告诉承办单位", _DUTY,
                 "暂停计时：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
RESUMED = wording("handling_resumed", "接着计时，告诉承办单位", _DUTY,
                  "接着计时：{标题}", "{日期}前答复。", SUBJECT, DAY)  # fmt: skip
ESCALATED = wording("handling_escalated", "报到市里，告诉承办单位", _DUTY,
                    "这件报到市里了：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
ESCALATED_TO_ALL = wording("handling_escalated_to_all", "报到市里，告诉参与过的人", _ALL,
                           "大家提的建议报到市里了", "《{标题}》要市里来定，已经报上去。", SUBJECT)  # fmt: skip
DRAFTED = wording("handling_drafted", "答复拟好了，告诉会办单位和办公室", _DUTY,
                  "有一份答复等着会签、核对：{标题}", "{单位}拟的。", SUBJECT, UNIT)  # fmt: skip
CHECKED = wording("handling_checked", "答复核过了，告诉单位负责人", _DUTY,
                  "有一份答复请您签：{标题}", "", SUBJECT)  # fmt: skip
UNIT_SIGNED = wording("handling_unit_signed", "单位签了，告诉审签的区领导", _DUTY,
                      "有一份答复请您审签：{标题}", "{单位}的负责人已经签了。", SUBJECT, UNIT)  # fmt: skip
RETURNED = wording("handling_returned", "答复退回，告诉承办单位", _DUTY,
                   "答复退回重写：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
SIGNED_OFF = wording("handling_signed_off", "审签好了，告诉承办单位", _DUTY,
                     "答复审签好了，请送出：{标题}", "", SUBJECT)  # fmt: skip
REMINDED = wording("handling_reminded", "快到期、逾期了，告诉这件事所在的人", _DUTY,
                   "{说明}：{标题}", "{日期}到期。请抓紧。", NOTE, SUBJECT, DAY)  # fmt: skip
REPLIED = wording("handling_replied", "答复送出了，告诉站里和办公室", _DUTY,
                  "{单位}答复了：{标题}", "文号 {编号}。", UNIT, SUBJECT, NUMBER)  # fmt: skip
REPLIED_TO_ALL = wording("handling_replied_to_all", "答复送出了，告诉参与过的人", _ALL,
                         "大家提的建议有答复了", "《{标题}》，{单位}已经答复。", SUBJECT, UNIT)  # fmt: skip
LAPSED = wording("handling_lapsed", "说好的日子过了，告诉承办单位", _DUTY,
                 "说好的日子过了，请接着办：{标题}", "请在{日期}前再答复。", SUBJECT, DAY)  # fmt: skip
LAPSED_TO_ALL = wording("handling_lapsed_to_all", "说好的日子过了，告诉参与过的人", _ALL,
                        "说好的日子过了，还没有办成", "《{标题}》已经退回{单位}接着办，{日期}前再答复。",
                        SUBJECT, UNIT, DAY)  # fmt: skip


def dispatched(it: Happened) -> None:
    _tell(it, _side(it.record.unit), DISPATCHED.filled(_facts(it, DAY)))


def redispatched(it: Happened) -> None:
    """The new unit gets the assignment, the former one the reason."""
    dispatched(it)
    _tell(it, set(_side(it.found)) - set(_side(it.record.unit)), MOVED.filled(_facts(it, NOTE)))


def disputed(it: Happened) -> None:
    _tell(it, _office(it.record), DISPUTED.filled(_facts(it, UNIT, NOTE)))


def upheld(it: Happened) -> None:
    _tell(it, _side(it.record.unit), UPHELD.filled(_facts(it, NOTE)))


def pressed(it: Happened) -> None:
    _tell(it, _side(it.record.unit), PRESSED.filled(_facts(it, NOTE)))


def reminded(it: Happened) -> None:
    """Each day of a case belongs to one desk (RV-14); of what is long late the dispatch office hears too."""
    handling, step = it.record, it.found
    message = REMINDED.filled(_facts(it, NOTE, DAY))
    if step in (Reminder.LONG, Reminder.FORMAL):
        _tell(it, _dispatch() if step is Reminder.LONG else _office(handling), message)
    _tell(it, _where_it_lies(handling), message)


def _where_it_lies(handling: Handling) -> Iterable[int | None]:
    place = LIES_WITH[handling.state]
    if place is Place.LEADER:
        return [handling.leader_id]
    return _side(handling.unit) if place is Place.UNIT else _office(handling)


def extension_asked(it: Happened) -> None:
    _tell(it, _office(it.record), EXTENSION.filled(_facts(it, UNIT, NOTE)))


def extension_granted(it: Happened) -> None:
    _tell(it, _side(it.record.unit), GRANTED.filled(_facts(it, NOTE)))


def extension_refused(it: Happened) -> None:
    _tell(it, _side(it.record.unit), REFUSED.filled(_facts(it, NOTE)))


def paused(it: Happened) -> None:
    _tell(it, _side(it.record.unit), PAUSED.filled(_facts(it, NOTE)))


def resumed(it: Happened) -> None:
    _tell(it, _side(it.record.unit), RESUMED.filled(_facts(it, DAY)))


def escalated(it: Happened) -> None:
    """A case that was never assigned has no unit to tell."""
    if it.record.dispatched_at:
        _tell(it, _side(it.record.unit), ESCALATED.filled(_facts(it, NOTE)))


def drafted(it: Happened) -> None:
    helping = {person for item in it.record.items for unit in item.co_units for person in _side(unit)}
    _tell(it, {*helping, *_office(it.record)}, DRAFTED.filled(_facts(it, UNIT)))


def checked(it: Happened) -> None:
    _tell(it, holders_of(it.record.unit.path, Role.UNIT_LEADER), CHECKED.filled(_facts(it)))


def unit_signed(it: Happened) -> None:
    _tell(it, [it.record.leader_id], UNIT_SIGNED.filled(_facts(it, UNIT)))


def returned(it: Happened) -> None:
    people = {*_side(it.record.unit), *filter(None, [it.found])}
    _tell(it, people, RETURNED.filled(_facts(it, NOTE)))


def signed_off(it: Happened) -> None:
    _tell(it, _side(it.record.unit), SIGNED_OFF.filled(_facts(it)))


def replied(it: Happened) -> None:
    facts = {SUBJECT: it.record.title, UNIT: it.record.unit.short_name, NUMBER: it.found}
    _tell(it, _office(it.record), REPLIED.filled(facts))
    _tell(it, holders_of(it.record.sender.path, *CONVENING), REPLIED.filled(facts), url=it.record.source_url)


def lapsed(it: Happened) -> None:
    _tell(it, _side(it.record.unit), LAPSED.filled(_facts(it, DAY)))


def dispatched_news(handling: Handling, note: str) -> News:
    return DISPATCHED_TO_ALL.filled(_public(handling, UNIT, DAY)), ""


def escalated_news(handling: Handling, note: str) -> News:
    return ESCALATED_TO_ALL.filled(_public(handling)), ""


def replied_news(handling: Handling, note: str) -> News:
    return REPLIED_TO_ALL.filled(_public(handling, UNIT)), ""


def lapsed_news(handling: Handling, note: str) -> News:
    return LAPSED_TO_ALL.filled(_public(handling, UNIT, DAY)), ""


def _facts(it: Happened, *blanks: Blank) -> dict[Blank, str]:
    return {**_public(it.record, *(blank for blank in blanks if blank is not NOTE)), NOTE: it.note}


def _public(handling: Handling, *blanks: Blank) -> dict[Blank, str]:
    unit = db.session.get(Unit, handling.unit_id) if handling.unit_id else None  # news are worded later, by a job
    due = handling.due_on
    known = {SUBJECT: handling.title, UNIT: unit.short_name if unit else "", DAY: clock.day(due) if due else ""}
    return {blank: known[blank] for blank in (SUBJECT, *blanks)}


def _side(unit: Unit | None) -> Iterable[int]:
    return holders_of(unit.path, *UNIT_SIDE) if unit else ()


def _office(handling: Handling) -> Iterable[int]:
    return {*holders_over(handling.sender.path, Role.OFFICER), *_dispatch()}


def _dispatch() -> Iterable[int]:
    return [person for person, _ in named_holders(Role.DISPATCH_OFFICER)]


def _tell(it: Happened, people: Iterable[int | None], message: Message, *, url: str = "") -> None:
    page = url or f"/desk/handling/{it.record.id}"
    tell(it.event, filter(None, people), message, about=it.record, url=page, unit_id=it.record.sender_id)
