"""The acts of staff on one lead as a table, for buttons, forms and their sentences; who may, the policy says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yiguan.base.fields import In
from yiguan.leads import service
from yiguan.leads.schemas import LeadMoveIn, LeadReasonIn, LeadWordsIn, RevealIn


@dataclass(frozen=True)
class Act:
    """`label` on the button, `schema` of its form, `do` in the service, `said` when it is done."""

    label: str
    schema: type[In]
    do: Callable[..., Any]
    said: str


ACTS = {
    "ask": Act("请居民补充", LeadWordsIn, service.ask, "已请居民补充，等待期间不计时。"),
    "move": Act("转到别的站", LeadMoveIn, service.move_lead, "线索已转到那个站，居民也会知道。"),
    "transfer": Act("转其他渠道", LeadReasonIn, service.transfer, "已转其他渠道，居民会看到该找哪里。"),
    "decline": Act("不采用", LeadReasonIn, service.decline, "已写明不采用的理由，居民会看到。"),
    "answer": Act("代居民补充", LeadWordsIn, service.answer, "补充已记下，接着计时。"),
    "recheck": Act("复核，请站点重新看", LeadWordsIn, service.recheck, "已请站点重新看，居民也会知道。"),
    "note": Act("写内部备注", LeadWordsIn, service.add_note, "备注已记下，只有工作人员能看到。"),
    "withdraw": Act("代居民撤回", In, service.withdraw, "已替居民撤回。"),
}
REVEAL = Act("显示姓名和号码", RevealIn, service.reveal, "")
LEAD_WORDS = {
    "create": "居民提交",
    "enter": "代为登记",
    "ask": "请居民补充",
    "answer": "居民补充",
    "accept": "采用，列入议题",
    "release": "从议题分出",
    "move": "转到别的站",
    "transfer": "转其他渠道",
    "decline": "不采用",
    "withdraw": "撤回",
    "recheck": "区政协办公室复核",
    "note": "内部备注",
    "reveal": "查看姓名和号码",
}
