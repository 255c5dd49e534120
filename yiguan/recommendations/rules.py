"""Who may do what with a recommendation; one table for buttons, pages, API and tests."""

from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.minutes.queries import DISTRICT
from yiguan.organisation.models import Unit
from yiguan.people.states import BENCH_ROLES, CONVENING, DISTRICT_STAFF, Role
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState


def can_write(actor: Actor, unit: Unit) -> bool:
    return actor.has(*CONVENING, path=unit.path)


def can_write_somewhere(actor: Actor) -> bool:
    """Before a form that names the meeting is read."""
    return actor.has(*CONVENING)


def can_submit(actor: Actor, recommendation: Recommendation) -> bool:
    """Station staff do all a convener does but submit (product.md §5.3); what was submitted they do not take back."""
    return actor.has(Role.CONVENER, path=recommendation.unit.path)


def can_review(actor: Actor, recommendation: Recommendation) -> bool:
    return actor.has(*DISTRICT_STAFF, path=recommendation.unit.path)


def can_return(actor: Actor, recommendation: Recommendation) -> bool:
    """The office, or the chair instead of signing."""
    unsigned = recommendation.state is RecommendationState.APPROVED
    return can_review(actor, recommendation) or (unsigned and can_sign(actor, recommendation))


def can_sign(actor: Actor, recommendation: Recommendation) -> bool:
    return actor.has(Role.CHAIR, path=recommendation.unit.path)


def may_sign(actor: Actor, recommendation: Recommendation) -> bool:
    """The chair who did not approve it."""
    return can_sign(actor, recommendation) and actor.id != recommendation.approved_by


def require_signer(actor: Actor, recommendation: Recommendation) -> None:
    """Signing is a person's own act: the chair, signed in, and not the one who approved (product.md §5.4, §5.6)."""
    require(can_sign(actor, recommendation))
    require(actor.kind == "staff", "签发要本人登录以后办，令牌不能签发，什么都没有改动。请签发人用自己的账号登录。")
    own = actor.id == recommendation.approved_by
    require(not own, "这份建议是您审核通过的，要由另一位来签发，什么都没有改动。请其他主席会议成员签发。")


def can_read_remarks(actor: Actor, recommendation: Recommendation) -> bool:
    """What the district and the station write to each other; not the units that held the meeting together with it."""
    return actor.has(*BENCH_ROLES, *DISTRICT, path=recommendation.unit.path)


def can_edit(actor: Actor, recommendation: Recommendation) -> bool:
    return can_write(actor, recommendation.unit)
