"""Publishing a topic's page, and what that does to the topic and to the minutes on the page."""

from typing import Any

from yiguan.base.act import HIDDEN, NOBODY, Act, Everyone, Happened, Said
from yiguan.minutes.face import final_minutes
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
from yiguan.publishing import rules, schemas, service
from yiguan.publishing.models import Publication
from yiguan.publishing.notices import published_news
from yiguan.publishing.states import UNSEEN, PublicationState
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform

S = PublicationState
_OWN_PAGE: dict[str, Any] = {"on": (), "api": False}
_BY_OTHERS: dict[str, Any] = _OWN_PAGE | {"when": lambda record: False}
"""Never offered: the act follows from one on the publication."""

PUBLISH_TOPIC = Act(
    **_BY_OTHERS,
    record=Topic,
    name="publish",
    label="公开",
    summary="The topic's page is shown.",
    sources=tuple(TopicState),
    target=None,
    may=rules.can_show_topic,
    does=service.open_topic,
    said=HIDDEN,
    tells=(Everyone(published_news),),
)
UNPUBLISH_TOPIC = Act(
    **_BY_OTHERS,
    record=Topic,
    name="unpublish",
    label="撤下",
    summary="The topic's page is not shown any more.",
    sources=tuple(TopicState),
    target=None,
    may=rules.can_publish,
    does=service.shut_topic,
    said=HIDDEN,
    tells=NOBODY,
)
PUBLISH_MINUTES = Act(
    **_BY_OTHERS,
    record=Minutes,
    name="publish",
    label="公开",
    summary="The minutes are shown on a topic's page.",
    sources=(MinutesState.CONFIRMED,),
    target=MinutesState.PUBLISHED,
    may=rules.can_show_minutes,
    said=Said("公开"),
    tells=NOBODY,
)


def _open_minutes(it: Happened) -> None:
    for minutes, _ in final_minutes(it.record.topic):
        if minutes.state is MinutesState.CONFIRMED:
            perform(PUBLISH_MINUTES, minutes, by=it.by)


def _open_all(it: Happened) -> None:
    perform(PUBLISH_TOPIC, it.record.topic, by=it.by)
    _open_minutes(it)


def _shut(it: Happened) -> None:
    perform(UNPUBLISH_TOPIC, it.record.topic, by=it.by)


PUBLISH = Act(
    **_OWN_PAGE,
    record=Publication,
    name="publish",
    label="公开",
    summary="Show what is final of the topic to everybody.",
    sources=(S.PREPARED, S.SCHEDULED, S.WITHDRAWN),
    target=S.PUBLISHED,
    may=rules.can_show,
    takes=schemas.PublishIn,
    does=service.show,
    follows=_open_all,
    said=Said("公开"),
    tells=NOBODY,
    done="已经公开。提出、附议和到过会的居民都会收到消息。",
)
RENEW = Act(
    **_OWN_PAGE,
    record=Publication,
    name="renew",
    label="公开新内容",
    summary="Show what became final since the page was read through.",
    sources=(S.PUBLISHED,),
    target=S.PUBLISHED,
    may=rules.can_show,
    takes=schemas.PublishIn,
    does=service.show,
    follows=_open_minutes,
    said=Said("公开新内容"),
    tells=NOBODY,
    done=PUBLISH.done,
)
WITHDRAW = Act(
    **_OWN_PAGE,
    record=Publication,
    name="withdraw",
    label="撤下",
    summary="Take the page down; its address goes on answering, with the day and the reason.",
    sources=(S.PUBLISHED,),
    target=S.WITHDRAWN,
    may=rules.can_prepare,
    takes=schemas.WithdrawIn,
    does=service.withdraw,
    follows=_shut,
    said=Said("撤下"),
    tells=NOBODY,
    done="已经撤下。原来的地址还在，打开会说明哪天撤下、为什么。",
)
CHECK = Act(
    **_OWN_PAGE,
    record=Publication,
    name="check",
    label="审过了",
    summary="Say that one has read through what is going to be public.",
    sources=(*UNSEEN, S.PUBLISHED),
    target=None,
    may=rules.can_prepare,
    takes=schemas.CheckIn,
    does=service.check,
    said=Said("审过一遍"),
    tells=NOBODY,
    done="已经记下您审过一遍。请另外的人接着审，最后一个人按“公开”。",
)
SCHEDULE = Act(
    **_OWN_PAGE,
    record=Publication,
    name="schedule",
    label="定时公开",
    summary="Have the page shown at a set time.",
    sources=UNSEEN,
    target=S.SCHEDULED,
    may=rules.can_prepare,
    takes=schemas.ScheduleIn,
    does=service.schedule,
    said=Said("定了公开的时间"),
    tells=NOBODY,
    done="时间定好了，到时候自动公开。在那以前可以取消。",
)
UNSCHEDULE = Act(
    **_OWN_PAGE,
    record=Publication,
    name="unschedule",
    label="取消定时",
    summary="Drop the time at which the page would be shown.",
    sources=(S.SCHEDULED,),
    target=S.PREPARED,
    may=rules.can_show,
    does=service.unschedule,
    said=Said("取消定时公开"),
    tells=NOBODY,
    done="已经取消，到时候不会公开。审过的都还算数。",
)
COVER = Act(
    **_OWN_PAGE,
    record=Publication,
    name="cover",
    label="遮住",
    summary="Hide words on the public page; the records keep them.",
    sources=tuple(S),
    target=None,
    may=rules.can_prepare,
    takes=schemas.CoverIn,
    does=service.cover,
    said=Said("遮住几个字"),
    tells=NOBODY,
    done="遮住了：公开的页面上这几个字是 ▇，原文还在里面。",
)
UNCOVER = Act(
    **_OWN_PAGE,
    record=Publication,
    name="uncover",
    label="不遮了",
    summary="Show hidden words again; the page is then reviewed anew.",
    sources=UNSEEN,
    target=None,
    may=rules.can_prepare,
    takes=schemas.UncoverIn,
    does=service.uncover,
    said=Said("不再遮住几个字"),
    tells=NOBODY,
    done="不遮了。公开前要重新审。",
)
PREVIEW = Act(
    **_OWN_PAGE,
    record=Publication,
    name="preview",
    label="给领导看",
    summary="Make an address at which the page can be read before it is public.",
    sources=(*UNSEEN, S.SCHEDULED),
    target=None,
    may=rules.can_prepare,
    does=service.preview,
    said=Said("发出预览"),
    tells=NOBODY,
    done="预览地址在下面，三天后自动失效；公开以后也失效。",
)
CLOSE_DISPLAY = Act(
    **_OWN_PAGE,
    record=Publication,
    name="close_display",
    label="记公示结果",
    summary="Record what came in while the page was on display.",
    sources=(S.PUBLISHED,),
    target=None,
    may=rules.can_prepare,
    takes=schemas.DisplayIn,
    does=service.close_display,
    said=Said("公示期满"),
    tells=NOBODY,
    done="记下了，公开的页面上看得到。",
)
PREPARING = (CHECK, COVER, UNCOVER, PREVIEW, SCHEDULE, UNSCHEDULE, CLOSE_DISPLAY)
"""What is done to a page besides showing and withdrawing it."""


def showing(publication: Publication) -> Act:
    """The act by which this page is shown now: for the first time, again, or with what came since."""
    return RENEW if publication.state is S.PUBLISHED else PUBLISH
