from datetime import timedelta

from yiguan.base.labels import Labelled


class MoveState(Labelled):
    ASKED = "asked", "等另一位同事确认"
    OPEN = "open", "码给出去了"
    USED = "used", "换好了"
    REFUSED = "refused", "没有换"
    UNDONE = "undone", "换回去了"


class Proof(Labelled):
    """Why the move may be made."""

    STAFF = "staff", "两位工作人员的确认"
    OLD_PHONE = "old_phone", "原来的手机"


LIFE = timedelta(minutes=15)
"""How long a code is valid."""
UNDO_DAYS = 14
