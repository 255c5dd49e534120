"""What can be done to a lead. Joining a topic, and leaving it, stand with the topics."""

from collections.abc import Mapping

from yiguan.base.act import NOBODY, Act, Choices, Said
from yiguan.base.actor import Actor
from yiguan.leads import notices, queries, rules, schemas, service
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN, WITH_RESIDENT, LeadState
from yiguan.organisation.queries import get_unit, units_of
from yiguan.organisation.states import STATION_KINDS, ReasonKind

S = LeadState


def _stations(actor: Actor, lead: Lead) -> Mapping[str, Choices]:
    return {"unit": [(unit.code, unit.name) for unit in units_of(*STATION_KINDS) if unit.id != lead.unit_id]}


ASK = Act(
    record=Lead,
    name="ask",
    label="请居民补充",
    summary="Ask the resident for more; the clock stands until they answer.",
    sources=(S.SUBMITTED,),
    target=S.NEEDS_INFO,
    may=rules.can_triage,
    takes=schemas.WordsIn,
    does=service.ask,
    said=Said("请居民补充", "协商站请您补充"),
    tells=(notices.lead_asked,),
    done="已请居民补充，等待期间不计时。",
)
MOVE = Act(
    record=Lead,
    name="move",
    label="转到别的站",
    summary="Hand the lead to another station, with its history.",
    sources=OPEN,
    target=None,
    may=rules.can_triage,
    takes=schemas.MoveIn,
    finds={"unit": lambda actor, code: get_unit(code)},
    offers=_stations,
    does=service.move_lead,
    said=Said("转到别的站", "转给另一个协商站"),
    tells=(notices.lead_moved,),
    done="线索已转到那个站，居民也会知道。",
    shut="线索现在是“{state}”，不能再转站点，什么都没有改动。",
)
TRANSFER = Act(
    record=Lead,
    name="transfer",
    label="转其他渠道",
    summary="Point the resident to another channel, with a listed reason.",
    sources=OPEN,
    target=S.TRANSFERRED,
    may=rules.can_triage,
    takes=schemas.ReasonIn,
    reason=ReasonKind.LEAD_TRANSFER,
    does=service.stop_clock,
    said=Said("转其他渠道", "转其他渠道"),
    tells=(notices.lead_transferred,),
    done="已转其他渠道，居民会看到该找哪里。",
)
DECLINE = Act(
    record=Lead,
    name="decline",
    label="不采用",
    summary="Do not take the lead up, with a listed reason and a text for the resident.",
    sources=OPEN,
    target=S.DECLINED,
    may=rules.can_triage,
    takes=schemas.ReasonIn,
    reason=ReasonKind.LEAD_DECLINE,
    does=service.stop_clock,
    said=Said("不采用", "这次没有采用"),
    tells=(notices.lead_declined,),
    done="已写明不采用的理由，居民会看到。",
)
ANSWER = Act(
    record=Lead,
    name="answer",
    label="代居民补充",
    summary="Add what the resident was asked for.",
    sources=WITH_RESIDENT,
    target=S.SUBMITTED,
    may=rules.can_speak,
    takes=schemas.AnswerIn,
    does=service.answer,
    said=Said("居民补充", "您补充了说明"),
    tells=(notices.lead_answered,),
    done="补充已记下，接着计时。",
)
RECHECK = Act(
    record=Lead,
    name="recheck",
    label="复核，请站点重新看",
    summary="The office sends a declined lead back to its station, once.",
    sources=(S.DECLINED,),
    target=S.SUBMITTED,
    may=rules.can_recheck,
    when=lambda lead: not lead.rechecked,
    takes=schemas.WordsIn,
    does=service.recheck,
    said=Said("区政协办公室复核", "区政协办公室复核"),
    tells=(notices.lead_rechecked,),
    done="已请站点重新看，居民也会知道。",
)
NOTE = Act(
    record=Lead,
    name="note",
    label="写内部备注",
    summary="Write a note that only staff read.",
    sources=tuple(S),
    target=None,
    may=rules.can_triage,
    takes=schemas.NoteIn,
    does=service.add_note,
    said=Said("内部备注"),
    tells=NOBODY,
    done="备注已记下，只有工作人员能看到。",
)
WITHDRAW = Act(
    record=Lead,
    name="withdraw",
    label="代居民撤回",
    summary="Take the matter back, on behalf of the resident.",
    sources=OPEN,
    target=S.WITHDRAWN,
    may=rules.can_speak,
    does=service.stop_clock,
    said=Said("撤回", "您撤回了"),
    tells=(notices.lead_withdrawn,),
    asks="本人说不用再反映了才撤回。撤回以后不能恢复，需要时可以重新登记。",
    done="已替居民撤回。",
)
REVEAL = Act(
    record=Lead,
    name="reveal",
    label="显示姓名和号码",
    summary="Show the proposer's name and phone, with a reason that is kept.",
    sources=tuple(S),
    target=None,
    may=rules.can_triage,
    takes=schemas.RevealIn,
    does=service.reveal,
    said=Said("查看姓名和号码"),
    tells=NOBODY,
    on=(),
    api=False,
)
KEEP = Act(
    record=Lead,
    name="keep",
    label="记在这部手机上",
    summary="Keep the matter on the phone that opened it by receipt and digits.",
    sources=tuple(S),
    target=None,
    may=rules.can_speak,
    takes=schemas.KeepIn,
    does=service.keep,
    said=Said("本人记在另一部手机上", "记在另一部手机上"),
    tells=(notices.lead_kept,),
    on=(),
    api=False,
)
FORGET = Act(
    record=Lead,
    name="forget",
    label="别的手机不再认这件事",
    summary="Let no phone keep the matter but the one that sent it.",
    sources=tuple(S),
    target=None,
    may=rules.can_speak,
    when=lambda lead: bool(queries.devices_of(lead)),
    takes=schemas.ForgetIn,
    does=service.forget,
    said=Said("别的手机不再认", "别的手机不再认这件事"),
    tells=(notices.lead_forgotten,),
    done="记下了，别的手机不再认这件事。",
)
