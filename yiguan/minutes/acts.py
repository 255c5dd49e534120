from yiguan.base.act import HIDDEN, NOBODY, Act, Said
from yiguan.meetings.rules import asks_the_unit
from yiguan.minutes import notices, rules, schemas, service
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState

S = MinutesState

EDIT = Act(
    record=Minutes,
    name="edit",
    label="修改",
    summary="Replace the whole draft; send the `version` you read.",
    sources=(S.DRAFT, S.REVIEW),
    target=None,
    may=rules.can_edit,
    refusal="纪要正在核定，由召集人来改，这次没有存下。请把意见告诉召集人。",
    takes=schemas.MinutesIn,
    does=service.edit_minutes,
    said=HIDDEN,
    tells=NOBODY,
    shut="这份纪要已经定稿，内容锁住了，这次没有存下。发现有误，请另出更正说明。",
    shut_code="locked",
    on=(),
    api=False,
)
SUBMIT = Act(
    record=Minutes,
    name="submit",
    label="交核定",
    summary="Submit the minutes to the convener for confirmation.",
    sources=(S.DRAFT,),
    target=S.REVIEW,
    may=rules.can_submit,
    refusal=asks_the_unit,
    does=service.submit_minutes,
    said=Said("交核定"),
    tells=(notices.minutes_submitted,),
    done="已交召集人核定。",
)
RETURN = Act(
    record=Minutes,
    name="return",
    label="退回修改",
    summary="Send the minutes back to whoever wrote them, with a remark.",
    sources=(S.REVIEW,),
    target=S.DRAFT,
    may=rules.can_decide,
    refusal=asks_the_unit,
    takes=schemas.ReturnMinutesIn,
    said=Said("退回修改"),
    tells=(notices.minutes_returned,),
    done="纪要已退回修改，起草的人会收到您的意见。",
)
CONFIRM = Act(
    record=Minutes,
    name="confirm",
    label="定稿",
    summary="Lock the text under its SM3; a promise needs its unit and its date.",
    sources=(S.REVIEW,),
    target=S.CONFIRMED,
    may=rules.can_decide,
    refusal=asks_the_unit,
    does=service.confirm_minutes,
    said=Said("定稿"),
    tells=NOBODY,
    done="纪要已定稿，内容从此锁住。接下来可以起草协商建议。",
)
