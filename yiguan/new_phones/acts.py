"""What can be done to a move. Staff never move anybody alone: who asked cannot confirm."""

from yiguan.base.act import Act, Said
from yiguan.new_phones import notices, queries, rules, schemas, service
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import MoveState
from yiguan.people import seconding

S = MoveState

CONFIRM = Act(
    record=PhoneMove,
    name="confirm",
    label="我确认，可以给码",
    summary="Confirm, as a second person of the staff, that this resident may move to another phone.",
    sources=(S.ASKED,),
    target=S.OPEN,
    may=seconding.can_confirm,
    refusal="要另一位同事，或者区政协办公室来确认；自己申请的，或者说的就是自己的，自己不能确认。",
    does=service.confirm,
    said=Said("第二个人确认"),
    tells=(notices.confirmed,),
    asks="码给了谁，谁就能看到这位反映过的所有事、去过的所有会，别的协商站的也在内。请问清楚怎么认出本人的，再确认。",
    done="确认了。码在申请的同事那里，请本人用新手机扫。",
    locks=queries.hold,
)
REFUSE = Act(
    record=PhoneMove,
    name="refuse",
    label="不换了",
    summary="End a request, or a code that nobody has used, with a reason.",
    sources=(S.ASKED, S.OPEN),
    target=S.REFUSED,
    may=seconding.can_refuse,
    takes=schemas.WhyIn,
    does=service.refuse,
    said=Said("没有换"),
    tells=(notices.refused,),
    done="记下了：这次不换。",
    locks=queries.hold,
)
TAKE = Act(
    record=PhoneMove,
    name="take",
    label="换到这部手机上",
    summary="Move to the phone that scanned the code.",
    sources=(S.OPEN,),
    target=S.USED,
    may=rules.can_take,
    takes=schemas.TokenIn,
    does=service.take,
    said=Said("换好了"),
    tells=(notices.moved,),
    on=(),
    api=False,
    shut=queries.GONE,
    locks=queries.hold,
)
UNDO = Act(
    record=PhoneMove,
    name="undo",
    label="换回原来的手机",
    summary="Move the resident back to the phone they had before.",
    sources=(S.USED,),
    target=S.UNDONE,
    may=rules.can_undo,
    takes=schemas.WhyIn,
    does=service.undo,
    said=Said("换回原来的手机"),
    tells=(notices.undone,),
    asks="从前的事都回到原来那部手机上，后来那部手机不再认得这位。本人会知道。",
    done="换回去了，本人会知道。",
    locks=queries.hold,
)
