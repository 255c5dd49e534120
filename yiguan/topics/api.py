"""Topics for programs: the same acts as on bench and desk, and a lead's way into a topic."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from yiguan.base.fields import In
from yiguan.leads.models import Lead
from yiguan.leads.queries import get_lead
from yiguan.organisation.queries import get_unit
from yiguan.people.gates import require_staff
from yiguan.topics import queries, service
from yiguan.topics.models import Topic
from yiguan.topics.schemas import (
    AcceptIn,
    DeferIn,
    MergeIn,
    NewTopicIn,
    TopicIn,
    TopicOut,
    TopicReasonIn,
    TopicWordsIn,
)
from yiguan.topics.states import TopicState
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version

pages = ApiPages("topics", "", description="议题: from candidate to approved, and the leads in it")
Data = dict[str, Any]


@pages.get("/topics")
def list_() -> ResponseReturnValue:
    """What waits for a decision first; `?state=` takes one state, all by default."""
    require_staff(actor())
    asked = [state for state in TopicState if str(state) == request.args.get("state")]
    return listing(paginate(queries.queue(actor(), *(asked or TopicState))), TopicOut)


@pages.post("/topics")
@pages.takes(NewTopicIn)
@pages.gives(TopicOut, 201)
def create(data: Data) -> Topic:
    """A candidate of a unit."""
    require_staff(actor())
    return service.create_topic(actor(), get_unit(data.pop("unit")), **data)


@pages.get("/topics/<int:topic_id>")
@pages.gives(TopicOut)
def show(topic_id: int) -> Topic:
    require_staff(actor())
    return queries.get_topic(actor(), topic_id)


@pages.put("/topics/<int:topic_id>")
@pages.takes(TopicIn)
@pages.gives(TopicOut)
def edit(data: Data, topic_id: int) -> Topic:
    """The whole text at once; send the `version` you read."""
    return service.edit_topic(actor(), _seen(topic_id), **data)


@pages.post("/topics/<int:topic_id>/submit")
@pages.takes(In)
@pages.gives(TopicOut)
def submit(data: Data, topic_id: int) -> Topic:
    """报审."""
    return service.submit_topic(actor(), _seen(topic_id))


@pages.post("/topics/<int:topic_id>/return")
@pages.takes(TopicReasonIn)
@pages.gives(TopicOut)
def return_(data: Data, topic_id: int) -> Topic:
    """退回修改, with a listed reason."""
    return service.return_topic(actor(), _seen(topic_id), **data)


@pages.post("/topics/<int:topic_id>/approve")
@pages.takes(In)
@pages.gives(TopicOut)
def approve(data: Data, topic_id: int) -> Topic:
    """定题: the number is allotted."""
    return service.approve_topic(actor(), _seen(topic_id))


@pages.post("/topics/<int:topic_id>/reject")
@pages.takes(TopicReasonIn)
@pages.gives(TopicOut)
def reject(data: Data, topic_id: int) -> Topic:
    """不予列入, with a listed reason."""
    return service.reject_topic(actor(), _seen(topic_id), **data)


@pages.post("/topics/<int:topic_id>/defer")
@pages.takes(DeferIn)
@pages.gives(TopicOut)
def defer(data: Data, topic_id: int) -> Topic:
    """缓议 until a day."""
    return service.defer_topic(actor(), _seen(topic_id), **data)


@pages.post("/topics/<int:topic_id>/resume")
@pages.takes(TopicWordsIn)
@pages.gives(TopicOut)
def resume(data: Data, topic_id: int) -> Topic:
    """Back to screening."""
    return service.resume_topic(actor(), _seen(topic_id), **data)


@pages.post("/topics/<int:topic_id>/merge")
@pages.takes(MergeIn)
@pages.gives(TopicOut)
def merge(data: Data, topic_id: int) -> Topic:
    """并题: all leads go over to the main topic."""
    topic, into = _seen(topic_id), queries.get_topic(actor(), data["into"])
    return service.merge_topic(actor(), topic, into=into, text=data["text"])


@pages.post("/topics/<int:topic_id>/terminate")
@pages.takes(TopicReasonIn)
@pages.gives(TopicOut)
def terminate(data: Data, topic_id: int) -> Topic:
    """终止, with a listed reason."""
    return service.terminate_topic(actor(), _seen(topic_id), **data)


@pages.post("/topics/<int:topic_id>/archive")
@pages.takes(In)
@pages.gives(TopicOut)
def archive(data: Data, topic_id: int) -> Topic:
    """归档."""
    return service.archive_topic(actor(), _seen(topic_id))


@pages.post("/topics/<int:topic_id>/reopen")
@pages.takes(TopicWordsIn)
@pages.gives(TopicOut)
def reopen(data: Data, topic_id: int) -> Topic:
    """再协商: one round on."""
    return service.reopen_topic(actor(), _seen(topic_id), **data)


@pages.post("/leads/<int:lead_id>/accept")
@pages.takes(AcceptIn)
@pages.gives(TopicOut)
def accept(data: Data, lead_id: int) -> Topic:
    """采用: the lead joins an open topic."""
    lead = _lead(lead_id)
    return service.accept_lead(actor(), lead, queries.get_topic(actor(), data["topic"]))


@pages.post("/leads/<int:lead_id>/accept-as-topic")
@pages.takes(TopicIn)
@pages.gives(TopicOut, 201)
def accept_as_topic(data: Data, lead_id: int) -> Topic:
    """采用: the lead begins a topic of its unit."""
    lead = _lead(lead_id)
    return service.accept_lead(actor(), lead, service.create_topic(actor(), lead.unit, **data))


@pages.post("/leads/<int:lead_id>/release")
@pages.takes(AcceptIn)
@pages.gives(TopicOut)
def release(data: Data, lead_id: int) -> Topic:
    """The lead leaves the topic and waits at its station again."""
    lead = _lead(lead_id)
    return service.release_lead(actor(), lead, queries.get_topic(actor(), data["topic"]))


def _seen(topic_id: int) -> Topic:
    require_staff(actor())
    topic = queries.get_topic(actor(), topic_id)
    match_version(topic)
    return topic


def _lead(lead_id: int) -> Lead:
    require_staff(actor())
    lead = get_lead(actor(), lead_id)
    match_version(lead)
    return lead
