"""Who hears of a recommendation: the office, the chair, and the station it comes from; residents hear by progress."""

from collections.abc import Iterable

from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of, holders_over
from yiguan.people.states import BENCH_ROLES, CONVENING, Role
from yiguan.recommendations.models import Recommendation


def recommendation_submitted(recommendation: Recommendation) -> None:
    officers = holders_over(recommendation.unit.path, Role.OFFICER)
    title = f"有一份协商建议待审核：{recommendation.title}"
    _tell("submitted", recommendation, officers, title, text=f"来自{recommendation.unit.name}", desk=True)


def recommendation_returned(recommendation: Recommendation, remarks: str, submitted_by: int | None) -> None:
    people = {*holders_of(recommendation.unit.path, Role.CONVENER), *filter(None, [submitted_by])}
    _tell("returned", recommendation, people, f"协商建议退回修改：{recommendation.title}", text=remarks)


def recommendation_approved(recommendation: Recommendation) -> None:
    chairs = holders_over(recommendation.unit.path, Role.CHAIR)
    _tell("approved", recommendation, chairs, f"有一份协商建议请您签发：{recommendation.title}", desk=True)


def recommendation_issued(recommendation: Recommendation) -> None:
    people = holders_of(recommendation.unit.path, *CONVENING, *BENCH_ROLES)
    text = f"编号 {recommendation.number}，由{recommendation.signed_name}签发。"
    _tell("issued", recommendation, people, f"协商建议已签发：{recommendation.title}", text=text)


def recommendation_withdrawn(recommendation: Recommendation, note: str) -> None:
    """Only those who had it on their desk."""
    if recommendation.revision:
        officers = holders_over(recommendation.unit.path, Role.OFFICER)
        _tell("withdrawn", recommendation, officers, f"协商建议已撤回：{recommendation.title}", text=note, desk=True)


def _tell(
    event: str, about: Recommendation, people: Iterable[int], title: str, *, text: str = "", desk: bool = False
) -> None:
    """Once per person and revision."""
    url = f"/{'desk' if desk else 'bench'}/recommendations/{about.id}"
    name = f"recommendation_{event}:{about.id}:{about.revision}"
    tell(name, people, about=about, title=title, text=text, url=url, unit_id=about.unit_id)
