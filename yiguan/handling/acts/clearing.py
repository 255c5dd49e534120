"""An answer is written, countersigned, checked, signed twice and sent."""

from collections.abc import Mapping

from yiguan.base.act import HIDDEN, NOBODY, Act, Choices, Said
from yiguan.base.actor import Actor
from yiguan.handling import answering, notices, rules, scans, schemas
from yiguan.handling.acts.surfaces import BOTH, DESK, OWN_PAGE, everyone
from yiguan.handling.models import Handling
from yiguan.handling.states import SIGN as SIGNING
from yiguan.handling.states import SIGN_OFF, HandlingState
from yiguan.people.queries import named_holders
from yiguan.people.states import Role

S = HandlingState


def _missing_co_units(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    return {"unit": [(unit.code, unit.name) for unit in answering.waited_for(handling)]}


def _leaders(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    return {"leader": [(str(number), name) for number, name in named_holders(Role.DISTRICT_LEADER)]}


WRITE = Act(
    **OWN_PAGE,
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
    **BOTH,
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
    **DESK,
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
    **DESK,
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
    **DESK,
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
    done="核过了，请单位负责人签。没有账号的，打印审签单签字，把签字件传上来。",
)
SIGN = Act(
    **OWN_PAGE,
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
SIGN_BY_SCAN = Act(
    **DESK,
    name="sign_by_scan",
    api=False,
    label="确认单位签字件",
    summary="The unit's leader signed on paper; say who, and on what day. The text is frozen.",
    sources=(S.CHECKED,),
    target=S.UNIT_SIGNED,
    may=rules.is_office,
    when=scans.waits,
    asks="请先打开签字件，对一对：签的是这一稿，字是单位负责人签的。确认以后文字就锁住，审签单上写明是看签字件确认的。",
    takes=schemas.SignedIn,
    does=scans.sign_by_scan,
    said=Said("确认单位负责人在纸上签了"),
    tells=(notices.unit_signed,),
    done="确认了，已请区领导审签。",
)
SIGN_OFF_ = Act(
    **OWN_PAGE,
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
SIGN_OFF_BY_SCAN = Act(
    **DESK,
    name="sign_off_by_scan",
    api=False,
    label="确认区领导签字件",
    summary="The district leader signed the sheet on paper; say on what day.",
    sources=(S.UNIT_SIGNED,),
    target=S.SIGNED_OFF,
    may=rules.is_office,
    when=scans.waits,
    asks="请先打开签字件，对一对：签的是这一稿，字是您这边请的那位区领导签的。",
    takes=schemas.SignedOffIn,
    does=scans.sign_off_by_scan,
    said=Said("确认区领导在纸上审签了"),
    tells=(notices.signed_off,),
    done="确认了，可以送出。",
)
GIVE_BACK = Act(
    **DESK,
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
    **BOTH,
    name="send",
    label="送出答复",
    summary="Send the signed answer: number, date; the clock ends.",
    sources=(S.SIGNED_OFF,),
    target=S.REPLIED,
    may=rules.can_write,
    does=answering.send,
    asks="送出以后不能再改，凭链接办的，链接也停用。要留底，先下载答复函。",
    said=Said("送出答复"),
    tells=(notices.replied, everyone(notices.replied_news)),
    done="送出了，取得文号。反映、附议、到会的人都会收到消息。",
)
