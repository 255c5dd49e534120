"""What becomes of a sent answer, and what is noted on a case."""

from collections.abc import Mapping

from yiguan.base import clock
from yiguan.base.act import NOBODY, Act, Said
from yiguan.handling import answering, notices, reminding, rules, schemas, service
from yiguan.handling.acts.surfaces import BOTH, DESK, OWN_PAGE, everyone
from yiguan.handling.models import Handling
from yiguan.handling.states import CONTACTS, PRESSING, UNANSWERED, HandlingState

S = HandlingState


def _today(handling: Handling) -> Mapping[str, str]:
    return {"day": str(clock.today())}


REMIND = Act(
    **OWN_PAGE,
    api=False,
    name="remind",
    label="自动提醒",
    summary="The last day comes near, or is over: whoever it lies with is told, later the dispatch office.",
    sources=UNANSWERED[1:],
    target=None,
    may=rules.is_worker,
    when=lambda handling: handling.due_on is not None,
    does=reminding.remind,
    said=Said("自动提醒"),
    tells=(notices.reminded,),
)
CLOSE = Act(
    **OWN_PAGE,
    api=False,
    name="close",
    label="办结",
    summary="Nothing more is promised: the case ends.",
    sources=(S.REPLIED,),
    target=S.CLOSED,
    may=rules.is_worker,
    when=lambda handling: handling.promised_on is None,
    does=answering.end,
    said=Said("办结"),
    tells=NOBODY,
)
TRACK = Act(
    **OWN_PAGE,
    api=False,
    name="track",
    label="转入跟踪",
    summary="Something is promised by a day: it is followed until then.",
    sources=(S.REPLIED,),
    target=S.TRACKING,
    may=rules.is_worker,
    when=lambda handling: handling.promised_on is not None,
    said=Said("转入跟踪"),
    tells=NOBODY,
)
KEEP = Act(
    **DESK,
    name="keep",
    label="办成了，办结",
    summary="What was promised is done; say who saw it.",
    sources=(S.TRACKING,),
    target=S.CLOSED,
    may=rules.is_office,
    takes=schemas.KeepIn,
    does=answering.end,
    said=Said("说好的办成了"),
    tells=NOBODY,
    done="记下了，办结。",
)
LAPSE = Act(
    **OWN_PAGE,
    api=False,
    name="lapse",
    label="说好的没有办成",
    summary="The promised day is over: back to the unit.",
    sources=(S.TRACKING,),
    target=S.IN_PROGRESS,
    may=lambda actor, handling: actor.kind == "system",
    does=answering.once_more,
    said=Said("说好的日子过了，退回接着办"),
    tells=(notices.lapsed, everyone(notices.lapsed_news)),
)
LOG = Act(
    **BOTH,
    name="log",
    label="记一次联系",
    summary="Note a call, a visit or a talk with those who asked.",
    sources=UNANSWERED[1:],
    target=None,
    may=rules.can_write,
    takes=schemas.ContactIn,
    begins=_today,
    offers=lambda actor, handling: {"kind": [(str(kind), kind.label) for kind in CONTACTS]},
    does=service.note_down,
    said=Said("联系过反映的人"),
    tells=NOBODY,
    done="记下了。",
    any_version=True,
)
PRESS = Act(
    **DESK,
    name="press",
    label="催办",
    summary="Press the unit: by call, letter, visit, or one of the formal ways.",
    sources=UNANSWERED[1:],
    target=None,
    may=rules.can_press,
    takes=schemas.PressIn,
    begins=_today,
    offers=lambda actor, handling: {"kind": [(str(kind), kind.label) for kind in PRESSING]},
    does=service.note_down,
    said=Said("催办"),
    tells=(notices.pressed,),
    done="记下了，单位收到消息。",
    any_version=True,
)
INSTRUCT = Act(
    **DESK,
    name="instruct",
    label="记领导批示",
    summary="Note a leader's instruction; it is internal and counted.",
    sources=tuple(S),
    target=None,
    may=rules.can_press,
    takes=schemas.InstructIn,
    begins=_today,
    does=service.instruct,
    said=Said("领导批示"),
    tells=NOBODY,
    done="记下了，只在内部看。",
    any_version=True,
)
