"""What can be done to a case (办理件): assigned, disputed, answered, cleared, signed, sent, followed."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from yiguan.base import clock
from yiguan.base.act import HIDDEN, NOBODY, Act, Choices, Everyone, News, Said
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.handling import answering, notices, queries, rules, schemas, service
from yiguan.handling.models import Handling
from yiguan.handling.states import AT_UNIT, CONTACTS, PRESSING, SIGN_OFF, UNANSWERED, HandlingState
from yiguan.handling.states import SIGN as SIGNING
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import DEPARTMENT_KINDS
from yiguan.people.queries import named_holders
from yiguan.people.states import Role

S = HandlingState
NO_SIGNER = "（还没有能签字的账号）"
_CASE: dict[str, Any] = {"record": Handling, "on": ("desk",)}


def _unit(actor: Actor, code: str) -> Unit:
    """One that the form offers. Raises Invalid."""
    known = next((unit for unit in units_of(*DEPARTMENT_KINDS) if unit.code == code), None)
    if known is None:
        raise Invalid(fields={"unit": ["没有这个单位，或者已经撤了。请从名单里选。"]})
    return known


_TO_UNIT: dict[str, Any] = {"finds": {"unit": _unit}}


def _everyone(words: Callable[[Handling, str], News]) -> Everyone:
    """The station prints it for people without a phone."""
    return Everyone(words, prints=attrgetter("sender_id"))


def _units(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    """The one that the paper proposes first; nobody can sign for a unit without a leader's account."""
    signing = queries.units_that_sign()
    units = sorted(units_of(*DEPARTMENT_KINDS), key=lambda unit: unit.id != handling.unit_id)
    return {"unit": [(unit.code, unit.name + ("" if unit.id in signing else NO_SIGNER)) for unit in units]}


def _others(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    own = handling.unit.code if handling.unit else ""
    return {"unit": [one for one in _units(actor, handling)["unit"] if one[0] != own]}


def _missing_co_units(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    return {"unit": [(unit.code, unit.name) for unit in answering.waited_for(handling)]}


def _today(handling: Handling) -> Mapping[str, str]:
    return {"day": str(clock.today())}


def _leaders(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    return {"leader": [(str(number), name) for number, name in named_holders(Role.DISTRICT_LEADER)]}


DISPATCH = Act(
    **_CASE,
    **_TO_UNIT,
    name="dispatch",
    label="交办",
    summary="Assign the case to a lead unit; the clock runs from now.",
    sources=(S.PENDING,),
    target=S.DISPATCHED,
    may=rules.is_office,
    takes=schemas.DispatchIn,
    offers=_units,
    begins=lambda handling: {"unit": handling.unit.code} if handling.unit else {},
    does=service.dispatch,
    said=Said("交办"),
    tells=(notices.dispatched, _everyone(notices.dispatched_news)),
    done="已交办，到期日已经排好。单位有账号的人都收到消息；没有账号的，请打电话告诉他们。",
)
RECEIVE = Act(
    **_CASE,
    name="receive",
    label="签收",
    summary="Acknowledge the assignment; the clock has run since it was made.",
    sources=(S.DISPATCHED,),
    target=S.RECEIVED,
    may=rules.can_write,
    said=Said("签收"),
    tells=NOBODY,
    done="签收了。接着可以写答复；不该由你们办的，三个工作日内申请改办。",
)
OBJECT = Act(
    **_CASE,
    name="object",
    label="申请改办",
    summary="Say why another unit should answer, within three working days.",
    sources=AT_UNIT,
    target=S.DISPUTED,
    may=rules.is_unit,
    when=queries.may_object,
    takes=schemas.ObjectIn,
    does=service.object_to,
    said=Said("申请改办"),
    tells=(notices.disputed,),
    done="申请交给办公室了。定下来以前时间照算，定了会告诉您。",
)
REDISPATCH = Act(
    **_CASE,
    **_TO_UNIT,
    name="redispatch",
    label="改交别的单位",
    summary="Assign it to another unit, which has the whole time again.",
    sources=(*AT_UNIT, S.DISPUTED),
    target=S.DISPATCHED,
    may=rules.can_decide,
    refusal="第二次申请改办，由督查室最后定，什么都没有改动。请督查室来办。",
    takes=schemas.RedispatchIn,
    offers=_others,
    does=service.redispatch,
    said=Said("改交别的单位"),
    tells=(notices.redispatched, _everyone(notices.dispatched_news)),
    done="已改交。两个单位都收到消息。",
)
UPHOLD = Act(
    **_CASE,
    name="uphold",
    label="还由原单位办",
    summary="The unit keeps the case; say why.",
    sources=(S.DISPUTED,),
    target=S.RECEIVED,
    may=rules.can_decide,
    refusal="第二次申请改办，由督查室最后定，什么都没有改动。请督查室来办。",
    takes=schemas.UpholdIn,
    said=Said("还由原单位办"),
    tells=(notices.upheld,),
    done="定了，还由原单位办。单位收到消息。",
)
ASK_EXTENSION = Act(
    **_CASE,
    name="ask_extension",
    label="申请延期",
    summary="Ask once for more days, before the last one.",
    sources=AT_UNIT,
    target=None,
    may=rules.can_write,
    when=queries.may_ask_extension,
    takes=schemas.ExtensionIn,
    does=service.ask_extension,
    said=Said("申请延期"),
    tells=(notices.extension_asked,),
    done="申请交给办公室了。定下来以前，还按原来的日子算。",
)
GRANT_EXTENSION = Act(
    **_CASE,
    name="grant_extension",
    label="同意延期",
    summary="Grant the extension that was asked for; the sum of the last day says so.",
    sources=UNANSWERED[1:],
    target=None,
    may=rules.is_office,
    when=lambda handling: handling.asked_days is not None,
    takes=schemas.DecideIn,
    does=service.grant_extension,
    said=Said("同意延期"),
    tells=(notices.extension_granted,),
    done="同意了，到期日已经重排，单位收到消息。",
)
REFUSE_EXTENSION = Act(
    **_CASE,
    name="refuse_extension",
    label="不同意延期",
    summary="Refuse the extension, with the reason.",
    sources=UNANSWERED[1:],
    target=None,
    may=rules.is_office,
    when=lambda handling: handling.asked_days is not None,
    takes=schemas.DecideIn,
    does=service.refuse_extension,
    said=Said("不同意延期"),
    tells=(notices.extension_refused,),
    done="回复了，还按原来的日子算，单位收到消息。",
)
PAUSE = Act(
    **_CASE,
    name="pause",
    label="暂停计时",
    summary="Stop the clock while somebody else has to act first; say for what.",
    sources=(*AT_UNIT, S.DISPUTED),
    target=None,
    may=rules.is_office,
    when=queries.may_pause,
    takes=schemas.PauseIn,
    does=service.pause,
    said=Said("暂停计时"),
    tells=(notices.paused,),
    done="停表了。接着办的时候，请点“接着计时”。",
)
RESUME = Act(
    **_CASE,
    name="resume",
    label="接着计时",
    summary="Let the clock go on.",
    sources=(*AT_UNIT, S.DISPUTED),
    target=None,
    may=rules.is_office,
    when=lambda handling: handling.due_on is None,
    does=service.resume,
    said=Said("接着计时"),
    tells=(notices.resumed,),
    done="接着计时，到期日已经重排。",
)
ESCALATE = Act(
    **_CASE,
    name="escalate",
    label="上报市级",
    summary="It is for the city to decide: the case ends here, with the reason.",
    sources=(S.PENDING, *AT_UNIT, S.DISPUTED),
    target=S.ESCALATED,
    may=rules.is_office,
    takes=schemas.EscalateIn,
    does=service.escalate,
    said=Said("上报市级"),
    tells=(notices.escalated, _everyone(notices.escalated_news)),
    done="记下了：报到市里。单位收到消息。",
)
WRITE = Act(
    record=Handling,
    on=(),
    name="write",
    label="写答复",
    summary="Keep the answer as far as it is written; send the `version` you read.",
    sources=(S.RECEIVED, S.IN_PROGRESS),
    target=S.IN_PROGRESS,
    may=rules.can_write,
    takes=schemas.ReplyIn,
    does=answering.write_reply,
    said=HIDDEN,
    tells=NOBODY,
    shut="现在是“{state}”，答复不能改，这次没有存下。要改，请现在看的人先退回。",
)
DRAFT = Act(
    **_CASE,
    name="draft",
    label="交出去核",
    summary="Hand the whole answer on; each item needs a class and a text, B a day.",
    sources=(S.IN_PROGRESS,),
    target=S.DRAFTED,
    may=rules.can_write,
    does=answering.hand_on,
    said=Said("拟好答复"),
    tells=(notices.drafted,),
    done="交出去了。会办单位会签、办公室核过以后，请你们的负责人签。",
)
COUNTERSIGN = Act(
    **_CASE,
    name="countersign",
    label="会签",
    summary="A co-unit agrees to this version of the answer.",
    sources=(S.DRAFTED,),
    target=None,
    may=rules.may_countersign,
    when=lambda handling: bool(answering.waited_for(handling)),
    takes=schemas.CountersignIn,
    does=answering.countersign,
    said=Said("会签"),
    tells=NOBODY,
    done="会签了。",
)
WAIVE = Act(
    **_CASE,
    name="waive",
    label="不等会签",
    summary="Leave a co-unit out, with a written reason.",
    sources=(S.DRAFTED,),
    target=None,
    may=rules.is_office,
    when=lambda handling: bool(answering.waited_for(handling)),
    takes=schemas.WaiveIn,
    offers=_missing_co_units,
    does=answering.waive,
    said=Said("不等会签"),
    tells=NOBODY,
    done="记下了，不等这个单位，原因写在审签单上。",
)
CHECK = Act(
    **_CASE,
    name="check",
    label="核过，请单位签",
    summary="The answer is complete; name the leader who will sign it off.",
    sources=(S.DRAFTED,),
    target=S.CHECKED,
    may=rules.is_office,
    takes=schemas.CheckIn,
    offers=_leaders,
    does=answering.check,
    said=Said("核过答复"),
    tells=(notices.checked,),
    done="核过了，已请单位负责人签。",
)
SIGN = Act(
    record=Handling,
    on=(),
    api=False,
    name=SIGNING,
    label="签发",
    summary="The unit's leader signs; the text is frozen.",
    sources=(S.CHECKED,),
    target=S.UNIT_SIGNED,
    may=rules.can_sign,
    does=answering.sign_reply,
    said=Said("单位负责人签了"),
    tells=(notices.unit_signed,),
    done="签好了，已请区领导审签。",
)
SIGN_OFF_ = Act(
    record=Handling,
    on=(),
    api=False,
    name=SIGN_OFF,
    label="审签",
    summary="The district leader signs the same text off.",
    sources=(S.UNIT_SIGNED,),
    target=S.SIGNED_OFF,
    may=rules.can_sign_off,
    refusal="这份答复要由办公室指定的区领导来审签，什么都没有改动。请看页面上写的是哪一位。",
    does=answering.sign_off,
    said=Said("区领导审签"),
    tells=(notices.signed_off,),
    done="审签好了，可以送出。",
)
GIVE_BACK = Act(
    **_CASE,
    name="return",
    label="退回重写",
    summary="Back to the unit with remarks; this version is kept as it is.",
    sources=(S.DRAFTED, S.CHECKED, S.UNIT_SIGNED),
    target=S.IN_PROGRESS,
    may=rules.can_return,
    takes=schemas.ReturnIn,
    does=answering.give_back,
    said=Said("退回重写"),
    tells=(notices.returned,),
    done="退回了。单位会看到您的意见，这一稿原样留着。",
)
SEND = Act(
    **_CASE,
    name="send",
    label="送出答复",
    summary="Send the signed answer: number, date; the clock ends.",
    sources=(S.SIGNED_OFF,),
    target=S.REPLIED,
    may=rules.can_write,
    does=answering.send,
    said=Said("送出答复"),
    tells=(notices.replied, _everyone(notices.replied_news)),
    done="送出了，取得文号。反映、附议、到会的人都会收到消息。",
)
CLOSE = Act(
    record=Handling,
    on=(),
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
    record=Handling,
    on=(),
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
    **_CASE,
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
    record=Handling,
    on=(),
    api=False,
    name="lapse",
    label="说好的没有办成",
    summary="The promised day is over: back to the unit.",
    sources=(S.TRACKING,),
    target=S.IN_PROGRESS,
    may=lambda actor, handling: actor.kind == "system",
    does=answering.once_more,
    said=Said("说好的日子过了，退回接着办"),
    tells=(notices.lapsed, _everyone(notices.lapsed_news)),
)
LOG = Act(
    **_CASE,
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
    **_CASE,
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
    **_CASE,
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
