"""Topics for programs: the same acts as on bench and desk, and a lead's way into a topic."""

from sqlalchemy import Select

from yiguan.base.act import Act
from yiguan.base.errors import require
from yiguan.leads.models import Lead
from yiguan.leads.queries import get_lead
from yiguan.organisation.queries import get_unit
from yiguan.topics import acts, proposing, queries, rules
from yiguan.topics.models import Topic
from yiguan.topics.schemas import AcceptIn, NewTopicIn, TopicIn, TopicOut, TopicsIn
from yiguan.topics.states import TopicState
from yiguan.web.api import ApiPages, Body, read_query, versioned
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api, current
from yiguan.workflow.perform import perform

pages = ApiPages("topics", "", description="议题: from candidate to approved, and the leads in it.")


@pages.get("/topics")
@pages.lists(TopicOut, TopicsIn)
def list_() -> Select[Topic]:
    """List the topics within reach, what waits for a decision first."""
    asked = read_query(TopicsIn).get("state")
    return queries.queue(actor(), *([asked] if asked else TopicState))


@pages.post("/topics")
@pages.takes(NewTopicIn)
@pages.gives(TopicOut, 201)
def create(body: Body) -> Topic:
    """Write a candidate of a unit."""
    require(rules.can_propose_somewhere(actor()))
    data = body()
    return proposing.create_topic(actor(), get_unit(data.pop("unit")), **data)


@pages.get("/topics/<int:topic_id>")
@pages.gives(TopicOut)
def show(topic_id: int) -> Topic:
    """Show a topic within reach."""
    return queries.get_topic(actor(), topic_id)


@pages.put("/topics/<int:topic_id>")
@pages.takes(versioned(TopicIn))
@pages.gives(TopicOut)
def edit(body: Body, topic_id: int) -> Topic:
    """Replace the whole text of a topic."""
    topic: Topic = current(acts.EDIT, queries.get_topic, topic_id)
    perform(acts.EDIT, topic, by=actor(), **body())
    return topic


act_api(pages, "/topics/<int:topic_id>", Topic, find=queries.get_topic, gives=TopicOut)


@pages.post("/leads/<int:lead_id>/accept")
@pages.takes(versioned(AcceptIn))
@pages.gives(TopicOut)
def accept(body: Body, lead_id: int) -> Topic:
    """Accept a lead into an open topic; `version` is the lead's."""
    lead = current(acts.ACCEPT, get_lead, lead_id)
    return _with(acts.ACCEPT, lead, queries.get_topic(actor(), body()["topic"]))


@pages.post("/leads/<int:lead_id>/accept-as-topic")
@pages.takes(versioned(TopicIn))
@pages.gives(TopicOut, 201)
def accept_as_topic(body: Body, lead_id: int) -> Topic:
    """Accept a lead as the beginning of a topic of its unit; `version` is the lead's."""
    lead = current(acts.ACCEPT, get_lead, lead_id)
    return _with(acts.ACCEPT, lead, proposing.create_topic(actor(), lead.unit, **body()))


@pages.post("/leads/<int:lead_id>/release")
@pages.takes(versioned(AcceptIn))
@pages.gives(TopicOut)
def release(body: Body, lead_id: int) -> Topic:
    """Let a lead leave the topic and wait at its station again; `version` is the lead's."""
    lead = current(acts.RELEASE, get_lead, lead_id)
    return _with(acts.RELEASE, lead, queries.get_topic(actor(), body()["topic"]))


def _with(act: Act, lead: Lead, topic: Topic) -> Topic:
    perform(act, lead, by=actor(), topic=topic)
    return topic
