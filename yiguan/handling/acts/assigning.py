"""A case goes to a unit, which receives it, objects, or asks for more time."""

from collections.abc import Mapping
from typing import Any

from yiguan.base.act import NOBODY, Act, Choices, Said
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.handling import case_links, notices, queries, rules, schemas, service
from yiguan.handling.acts.surfaces import BOTH, DESK, everyone
from yiguan.handling.models import Handling
from yiguan.handling.states import AT_UNIT, UNANSWERED, HandlingState
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import DEPARTMENT_KINDS

S = HandlingState
NO_SIGNER = "（负责人没有账号，在纸上签）"


def _unit(actor: Actor, code: str) -> Unit:
    """One that the form offers. Raises Invalid."""
    known = next((unit for unit in units_of(*DEPARTMENT_KINDS) if unit.code == code), None)
    if known is None:
        raise Invalid(fields={"unit": ["没有这个单位，或者已经撤了。请从名单里选。"]})
    return known


_TO_UNIT: dict[str, Any] = {"finds": {"unit": _unit}}


def _units(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    """The one that the paper proposes first; a unit without a leader's account signs on paper."""
    signing = queries.units_that_sign()
    units = sorted(units_of(*DEPARTMENT_KINDS), key=lambda unit: unit.id != handling.unit_id)
    return {"unit": [(unit.code, unit.name + ("" if unit.id in signing else NO_SIGNER)) for unit in units]}


def _others(actor: Actor, handling: Handling) -> Mapping[str, Choices]:
    own = handling.unit.code if handling.unit else ""
    return {"unit": [one for one in _units(actor, handling)["unit"] if one[0] != own]}


DISPATCH = Act(
    **DESK,
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
    tells=(notices.dispatched, everyone(notices.dispatched_news)),
    done="已交办，到期日已经排好。单位有账号的人都收到消息；没有账号的，点“给单位一个链接”，再打电话告诉他们。",
)
RECEIVE = Act(
    **BOTH,
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
MAKE_LINK = Act(
    **DESK,
    name="make_link",
    api=False,
    label="给单位一个链接",
    summary="Make the link by which a unit without accounts works on this case; a former one ends.",
    sources=case_links.LINKED,
    target=None,
    may=rules.is_office,
    asks="单位没有账号的，凭这个链接签收、写答复、交出去；单位里可以转给别人办。以前做的链接同时停用。",
    does=case_links.make,
    said=Said("做了办理链接"),
    tells=NOBODY,
    done="链接做好了。请点“看链接、打印”，把它交给单位。",
)
REVOKE_LINK = Act(
    **DESK,
    name="revoke_link",
    api=False,
    label="收回链接",
    summary="The link opens nothing any more; what was written by it stays.",
    sources=case_links.LINKED,
    target=None,
    may=rules.is_office,
    when=lambda handling: case_links.link_of(handling) is not None,
    does=case_links.revoke,
    asks="收回以后，拿着它的人打不开这一件；写过、交过的都还在。",
    said=Said("收回了办理链接"),
    tells=NOBODY,
    done="收回了，这个链接打不开了。写过的都还在。",
)
OBJECT = Act(
    **BOTH,
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
    **DESK,
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
    tells=(notices.redispatched, everyone(notices.dispatched_news)),
    done="已改交。两个单位都收到消息。",
)
UPHOLD = Act(
    **DESK,
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
    **BOTH,
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
    **DESK,
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
    **DESK,
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
    **DESK,
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
    **DESK,
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
    **DESK,
    name="escalate",
    label="上报市级",
    summary="It is for the city to decide: the case ends here, with the reason.",
    sources=(S.PENDING, *AT_UNIT, S.DISPUTED),
    target=S.ESCALATED,
    may=rules.is_office,
    takes=schemas.EscalateIn,
    does=service.escalate,
    said=Said("上报市级"),
    tells=(notices.escalated, everyone(notices.escalated_news)),
    done="记下了：报到市里。单位收到消息。",
)
