"""Publishing a topic's page, and what that does to the topic and to the minutes on the page."""

from typing import Any

from yiguan.base.act import HIDDEN, NOBODY, Act, Everyone, Happened, Said
from yiguan.minutes.face import final_minutes
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
from yiguan.publishing import rules, schemas, service
from yiguan.publishing.models import Publication
from yiguan.publishing.notices import published_news
from yiguan.publishing.states import PublicationState
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
    may=rules.can_publish,
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
    may=rules.can_publish_minutes,
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
    sources=(S.PREPARED, S.WITHDRAWN),
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
    may=rules.can_show,
    takes=schemas.WithdrawIn,
    does=service.withdraw,
    follows=_shut,
    said=Said("撤下"),
    tells=NOBODY,
    done="已经撤下。原来的地址还在，打开会说明哪天撤下、为什么。",
)


def showing(publication: Publication) -> Act:
    """The act by which this page is shown now: for the first time, again, or with what came since."""
    return RENEW if publication.state is S.PUBLISHED else PUBLISH
