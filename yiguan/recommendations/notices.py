"""Who hears of a recommendation: the office, the chair, and its station; `issued_news` is for everybody."""

from collections.abc import Iterable

from yiguan.base.act import Happened, Message, News
from yiguan.district.wording import NOTE, NUMBER, REASON, SUBJECT, UNIT, Blank, wording
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.queries import holders_of, holders_over
from yiguan.people.states import BENCH_ROLES, CONVENING, Role
from yiguan.recommendations.models import Recommendation

HEADING = "协商建议"
SIGNER = Blank("签发人", "翟守正")
_DUTY = NoticeKind.DUTY
SUBMITTED = wording("letter_submitted", "建议报来了，告诉区政协办公室", _DUTY,
                    "有一份协商建议待审核：{标题}", "来自{单位}", SUBJECT, UNIT)  # fmt: skip
RETURNED = wording("letter_returned", "建议退回，告诉站里", _DUTY,
                   "协商建议退回修改：{标题}", "{理由}：{说明}", SUBJECT, REASON, NOTE)  # fmt: skip
APPROVED = wording("letter_approved", "建议审核好了，告诉签发的人", _DUTY,
                   "有一份协商建议请您签发：{标题}", "", SUBJECT)  # fmt: skip
ISSUED = wording("letter_issued", "建议签发了，告诉站里", _DUTY, "协商建议已签发：{标题}",
                 "编号 {编号}，由{签发人}签发。", SUBJECT, NUMBER, SIGNER)  # fmt: skip
ISSUED_TO_ALL = wording("letter_issued_to_all", "建议签发了，告诉参与过的人", NoticeKind.OTHERS,
                        "商量的结果有了：建议已签发",
                        "大家商量的结果写成了《{标题}》，{编号}，已经报送。有了答复会再告诉您。",
                        SUBJECT, NUMBER)  # fmt: skip
WITHDRAWN = wording("letter_withdrawn", "建议撤回了，告诉区政协办公室", _DUTY,
                    "协商建议已撤回：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip


def recommendation_submitted(it: Happened) -> None:
    officers = holders_over(it.record.unit.path, Role.OFFICER)
    _tell(it, officers, SUBMITTED.filled({SUBJECT: it.record.title, UNIT: it.record.unit.name}), desk=True)


def recommendation_returned(it: Happened) -> None:
    people = {*holders_of(it.record.unit.path, Role.CONVENER), *filter(None, [it.found])}
    _tell(it, people, RETURNED.filled({SUBJECT: it.record.title, REASON: it.reason, NOTE: it.note}))


def recommendation_approved(it: Happened) -> None:
    chairs = holders_over(it.record.unit.path, Role.CHAIR)
    _tell(it, chairs, APPROVED.filled({SUBJECT: it.record.title}), desk=True)


def recommendation_issued(it: Happened) -> None:
    people = holders_of(it.record.unit.path, *CONVENING, *BENCH_ROLES)
    facts = {SUBJECT: it.record.title, NUMBER: it.record.number, SIGNER: it.record.signed_name}
    _tell(it, people, ISSUED.filled(facts))


def issued_news(recommendation: Recommendation, note: str) -> News:
    return ISSUED_TO_ALL.filled({SUBJECT: recommendation.title, NUMBER: recommendation.number or ""}), ""


def recommendation_withdrawn(it: Happened) -> None:
    """Only those who had it on their desk."""
    if it.record.revision:
        officers = holders_over(it.record.unit.path, Role.OFFICER)
        _tell(it, officers, WITHDRAWN.filled({SUBJECT: it.record.title, NOTE: it.note}), desk=True)


def _tell(it: Happened, people: Iterable[int], message: Message, *, desk: bool = False) -> None:
    url = f"/{'desk' if desk else 'bench'}/recommendations/{it.record.id}"
    tell(it.event, people, message, about=it.record, url=url, unit_id=it.record.unit_id)
