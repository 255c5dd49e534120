"""Who hears of a recommendation: the office, the chair, and its station; `issued_news` is for everybody."""

from collections.abc import Iterable

from yiguan.base.act import Happened, News
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of, holders_over
from yiguan.people.states import BENCH_ROLES, CONVENING, Role
from yiguan.recommendations.models import Recommendation


def recommendation_submitted(it: Happened) -> None:
    officers = holders_over(it.record.unit.path, Role.OFFICER)
    text = f"来自{it.record.unit.name}"
    _tell(it, officers, f"有一份协商建议待审核：{it.record.title}", text, desk=True)


def recommendation_returned(it: Happened) -> None:
    people = {*holders_of(it.record.unit.path, Role.CONVENER), *filter(None, [it.found])}
    _tell(it, people, f"协商建议退回修改：{it.record.title}", f"{it.reason}：{it.note}")


def recommendation_approved(it: Happened) -> None:
    chairs = holders_over(it.record.unit.path, Role.CHAIR)
    _tell(it, chairs, f"有一份协商建议请您签发：{it.record.title}", desk=True)


def recommendation_issued(it: Happened) -> None:
    people = holders_of(it.record.unit.path, *CONVENING, *BENCH_ROLES)
    text = f"编号 {it.record.number}，由{it.record.signed_name}签发。"
    _tell(it, people, f"协商建议已签发：{it.record.title}", text)


def issued_news(recommendation: Recommendation, note: str) -> News:
    text = f"大家商量的结果写成了《{recommendation.title}》，{recommendation.number}，已经报送。有了答复会再告诉您。"
    return "商量的结果有了：建议已签发", text, ""


def recommendation_withdrawn(it: Happened) -> None:
    """Only those who had it on their desk."""
    if it.record.revision:
        officers = holders_over(it.record.unit.path, Role.OFFICER)
        _tell(it, officers, f"协商建议已撤回：{it.record.title}", it.note, desk=True)


def _tell(it: Happened, people: Iterable[int], title: str, text: str = "", *, desk: bool = False) -> None:
    url = f"/{'desk' if desk else 'bench'}/recommendations/{it.record.id}"
    tell(it.event, people, about=it.record, title=title, text=text, url=url, unit_id=it.record.unit_id)
