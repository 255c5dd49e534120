from yiguan.base.labels import Labelled


class Stage(Labelled):
    """How far a topic has come, in the words people use (product.md §2); derived, never stored."""

    PREPARING = "preparing", "研究中"
    WAITING = "waiting", "待协商"
    DELIBERATING = "deliberating", "协商中"
    REPORTED = "reported", "成果报送"
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
