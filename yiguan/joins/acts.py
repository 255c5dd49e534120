"""What can be done to a request. Staff never join anybody alone: who asked cannot confirm."""

from yiguan.base.act import Act, Said
from yiguan.joins import notices, queries, schemas, service
from yiguan.joins.models import JoinRequest
from yiguan.joins.states import JoinState
from yiguan.new_phones.schemas import WhyIn
from yiguan.people import seconding

S = JoinState

CONFIRM = Act(
    record=JoinRequest,
    name="confirm",
    label="我确认，是同一个人",
    summary="Confirm, as a second person of the staff, that two records are one person.",
    sources=(S.ASKED,),
    target=S.JOINED,
    may=seconding.can_confirm,
    refusal="要另一位同事，或者区政协办公室来确认；自己申请的，或者说的就是自己的，自己不能确认。",
    does=service.confirm,
    said=Said("第二个人确认"),
    tells=(notices.joined,),
    asks="合了以后，人数只算一个；两边的事，在先登记的那部手机上都看得到，另一部还是只看得到它自己的。请问清楚怎么认出是同一个人的，再确认；只凭同名不行。",
    done="认作一个人了，本人会知道。认错了，随时可以分开。",
    locks=queries.hold,
)
REFUSE = Act(
    record=JoinRequest,
    name="refuse",
    label="不合",
    summary="End a request with a reason; nothing is joined.",
    sources=(S.ASKED,),
    target=S.REFUSED,
    may=seconding.can_refuse,
    takes=WhyIn,
    said=Said("没有合"),
    tells=(notices.refused,),
    done="记下了：这两条不合。",
    locks=queries.hold,
)
UNDO = Act(
    record=JoinRequest,
    name="undo",
    label="分开",
    summary="Count the two records as two people again.",
    sources=(S.JOINED,),
    target=S.UNDONE,
    may=seconding.answers_for,
    takes=schemas.PartIn,
    does=service.undo,
    said=Said("分开"),
    tells=(notices.parted,),
    asks="分开以后，人数算两个，各自的事归各自。本人会知道。",
    done="分开了，本人会知道。",
    locks=queries.hold,
)
