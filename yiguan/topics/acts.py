"""What can be done to a topic, and the two acts by which a lead joins and leaves one."""

from collections.abc import Mapping
from typing import Any

from yiguan.base.act import NOBODY, Act, Choices, Everyone, Said
from yiguan.base.actor import Actor
from yiguan.leads import rules as lead_rules
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN as OPEN_LEADS
from yiguan.leads.states import LeadState
from yiguan.organisation.states import ReasonKind
from yiguan.topics import notices, queries, rules, schemas, service
from yiguan.topics.models import Topic
from yiguan.topics.states import DRAFTS, TopicState

S = TopicState


def _mains(actor: Actor, topic: Topic) -> Mapping[str, Choices]:
    mains = queries.open_topics(actor, topic.unit_id, besides=topic.id)
    return {"into": [(main.id, main.title) for main in mains]}


_SCREENED: dict[str, Any] = {"record": Topic, "on": ("bench", "desk")}

EDIT = Act(
    record=Topic,
    name="edit",
    label="修改",
    summary="Replace the whole text of a draft; send the `version` you read.",
    sources=DRAFTS,
    target=None,
    may=rules.can_keep,
    takes=schemas.TopicIn,
    does=service.edit_topic,
    said=Said("修改"),
    tells=NOBODY,
    shut="议题现在是“{state}”，不能再改，您写的没有存下。",
    on=(),
    api=False,
)
APPROVE = Act(
    **_SCREENED,
    name="approve",
    label="定题",
    summary="Approve the topic; its number is allotted.",
    sources=(S.SCREENING,),
    target=S.APPROVED,
    may=queries.may_approve,
    refusal="定题要由区政协审，或由本站另一位召集人审。什么都没有改动。",
    does=service.approve_topic,
    said=Said("定题", "审题定题", "审题定题"),
    tells=(notices.topic_approved, Everyone(notices.approved_news)),
    asks="定题以后给编号，站点就可以安排协商会。",
    done="已定题，编号已给，可以安排协商会了。",
)
SUBMIT = Act(
    **_SCREENED,
    name="submit",
    label="报审",
    summary="Submit the topic for screening.",
    sources=DRAFTS,
    target=S.SCREENING,
    may=rules.can_submit,
    does=service.submit_topic,
    said=Said("报审"),
    tells=(notices.topic_submitted,),
    asks="报给区政协审题，五个工作日内有结果。审题时不能再改。",
    done="已报审，结果会通知您。",
)
RETURN = Act(
    **_SCREENED,
    name="return",
    label="退回修改",
    summary="Send the topic back to its station, with a listed reason.",
    sources=(S.SCREENING,),
    target=S.RETURNED,
    may=rules.can_screen,
    takes=schemas.ReasonIn,
    reason=ReasonKind.TOPIC_RETURN,
    does=service.stop_clock,
    said=Said("退回修改"),
    tells=(notices.topic_returned,),
    done="已退回修改，站点会看到您写的话。",
)
DEFER = Act(
    **_SCREENED,
    name="defer",
    label="缓议",
    summary="Put the topic off until a day, with a listed reason.",
    sources=(S.SCREENING,),
    target=S.DEFERRED,
    may=rules.can_screen,
    takes=schemas.DeferIn,
    reason=ReasonKind.TOPIC_DEFER,
    does=service.defer_topic,
    said=Said("缓议", "缓议，到时再审", "缓议，到时再审"),
    tells=(notices.topic_deferred, Everyone(notices.deferred_news)),
    done="已缓议，到期再审。",
)
RESUME = Act(
    **_SCREENED,
    name="resume",
    label="接着审",
    summary="Take a deferred topic back to screening.",
    sources=(S.DEFERRED,),
    target=S.SCREENING,
    may=rules.can_screen,
    takes=schemas.WordsIn,
    does=service.resume_topic,
    said=Said("接着审"),
    tells=(notices.topic_resumed,),
    done="已回到审题。",
)
REJECT = Act(
    **_SCREENED,
    name="reject",
    label="不予列入",
    summary="Do not take the topic up, with a listed reason.",
    sources=(S.SCREENING,),
    target=S.REJECTED,
    may=rules.can_screen,
    takes=schemas.ReasonIn,
    reason=ReasonKind.TOPIC_REJECT,
    does=service.stop_clock,
    said=Said("不予列入", "不予列入", "不予列入"),
    tells=(notices.topic_rejected, Everyone(notices.rejected_news)),
    done="已写明不予列入的理由，站点和反映人会看到。",
)
MERGE = Act(
    **_SCREENED,
    name="merge",
    label="并入别的议题",
    summary="Merge the topic into another one; all its leads go over.",
    sources=(S.CANDIDATE, S.SCREENING, S.RETURNED, S.APPROVED),
    target=S.MERGED,
    may=rules.can_merge,
    takes=schemas.MergeIn,
    finds={"into": queries.get_topic},
    offers=_mains,
    does=service.merge_topic,
    said=Said("并入别的议题", "并入另一个议题", "并入另一个议题"),
    tells=(notices.topic_merged, Everyone(notices.merged_news)),
    done="已并题，线索都到了主题里，反映人会知道。",
)
TERMINATE = Act(
    **_SCREENED,
    name="terminate",
    label="终止",
    summary="End an approved topic, such as a matter that is solved, with a listed reason.",
    sources=(S.APPROVED,),
    target=S.TERMINATED,
    may=rules.can_screen,
    takes=schemas.ReasonIn,
    reason=ReasonKind.TOPIC_TERMINATE,
    said=Said("终止", "终止协商", "终止协商"),
    tells=(notices.topic_terminated, Everyone(notices.terminated_news)),
    done="议题已终止。",
)
ARCHIVE = Act(
    **_SCREENED,
    name="archive",
    label="归档",
    summary="Archive a topic that is done.",
    sources=(S.APPROVED, S.TERMINATED),
    target=S.ARCHIVED,
    may=rules.can_screen,
    said=Said("归档", "办结归档", "办结归档"),
    tells=NOBODY,
    asks="归档以后只能看；需要时可以“再协商”。",
    done="议题已归档。",
)
REOPEN = Act(
    **_SCREENED,
    name="reopen",
    label="再协商",
    summary="Deliberate an archived topic again, one round on.",
    sources=(S.ARCHIVED,),
    target=S.APPROVED,
    may=rules.can_screen,
    takes=schemas.WordsIn,
    does=service.reopen_topic,
    said=Said("再协商"),
    tells=(notices.topic_reopened, Everyone(notices.reopened_news)),
    done="已开始新的一轮协商。",
)
_OF_LEADS: dict[str, Any] = {
    "record": Lead,
    "may": lead_rules.can_triage,
    "takes": schemas.AcceptIn,
    "finds": {"topic": queries.get_topic},
    "on": (),
    "api": False,
}
ACCEPT = Act(
    **_OF_LEADS,
    name="accept",
    label="采用，列入议题",
    summary="Take the lead up into an open topic.",
    sources=OPEN_LEADS,
    target=LeadState.ACCEPTED,
    does=service.accept_lead,
    said=Said("采用，列入议题", "协商站受理", note="列入议题“{}”"),
    tells=(notices.lead_accepted,),
)
RELEASE = Act(
    **_OF_LEADS,
    name="release",
    label="从议题分出",
    summary="Take the lead out of its topic; it waits at its station again.",
    sources=(LeadState.ACCEPTED,),
    target=LeadState.SUBMITTED,
    does=service.release_lead,
    said=Said("从议题分出", "从议题里分出来，重新看"),
    tells=(notices.lead_released,),
)
