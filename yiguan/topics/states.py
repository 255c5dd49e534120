from yiguan.base.labels import Labelled


class TopicState(Labelled):
    CANDIDATE = "candidate", "候选"
    SCREENING = "screening", "审题中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已定题"
    REJECTED = "rejected", "不予列入"
    DEFERRED = "deferred", "缓议"
    MERGED = "merged", "并题"
    TERMINATED = "terminated", "终止"
    ARCHIVED = "archived", "归档"


S = TopicState
DRAFTS = (S.CANDIDATE, S.RETURNED)
OPEN_TO_LEADS = (S.CANDIDATE, S.RETURNED, S.SCREENING, S.APPROVED)
ENDED = (S.ARCHIVED, S.TERMINATED, S.REJECTED)
KNOWN = (S.APPROVED, S.MERGED, S.TERMINATED, S.ARCHIVED)
"""What any of the staff within reach may read; before that a topic is its station's and the screeners'."""


class TopicSource(Labelled):
    """Four doors and one (domain.md §2.2)."""

    PARTY_ASSIGNED = "party_assigned", "党委点题"
    MEMBER_RECOMMENDED = "member_recommended", "委员荐题"
    PUBLIC_RAISED = "public_raised", "群众出题"
    STATION_FOUND = "station_found", "站点找题"
    DERIVED = "derived", "衍生"


class TopicLevel(Labelled):
    """小微 topics may be approved by their own station if the district's setting allows."""

    STATION = "station", "小微"
    DISTRICT = "district", "区级"


class Stage(Labelled):
    """How far a topic has come, in the words people use (product.md §2); derived, never stored."""

    PREPARING = "preparing", "研究中"
    WAITING = "waiting", "待协商"
    DELIBERATING = "deliberating", "协商中"
    REPORTED = "reported", "成果报送"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"
    TRACKING = "tracking", "跟踪中"
    DONE = "done", "办结"
    DEFERRED = "deferred", "缓议"
    REJECTED = "rejected", "不予列入"
    MERGED = "merged", "已并题"
    TERMINATED = "terminated", "已终止"

    @property
    def tone(self) -> str:
        """The class of its tag."""
        ended = (Stage.DEFERRED, Stage.REJECTED, Stage.MERGED, Stage.TERMINATED)
        return "done" if self is Stage.DONE else "plain" if self in ended else ""


STAGE_BY_STATE = {
    S.CANDIDATE: Stage.PREPARING,
    S.SCREENING: Stage.PREPARING,
    S.RETURNED: Stage.PREPARING,
    S.APPROVED: Stage.WAITING,
    S.REJECTED: Stage.REJECTED,
    S.DEFERRED: Stage.DEFERRED,
    S.MERGED: Stage.MERGED,
    S.TERMINATED: Stage.TERMINATED,
    S.ARCHIVED: Stage.DONE,
}
"""An approved topic has come further where the slices above say so (`story.py`)."""
