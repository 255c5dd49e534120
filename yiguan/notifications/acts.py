from yiguan.base.act import NOBODY, Act, Said
from yiguan.notifications import rules, service
from yiguan.notifications.models import Delivery
from yiguan.notifications.states import NoticeState

S = NoticeState

TELL_IN_PERSON = Act(
    record=Delivery,
    name="tell_in_person",
    label="已告知",
    summary="Somebody told this resident in person or by telephone.",
    sources=(S.WAITING, S.FAILED),
    target=S.SENT,
    may=rules.can_tell,
    does=service.note_told,
    said=Said("当面告知"),
    tells=NOBODY,
    on=(),
    api=False,
)
