"""A resident's matter as its page shows it, and whether this phone opens it by its cookie."""

from dataclasses import dataclass

from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.people import device_cookie
from yiguan.progress import timeline
from yiguan.topics.models import Topic
from yiguan.topics.queries import topic_of
from yiguan.workflow.stories import Step


@dataclass(frozen=True)
class Matter:
    """A lead, the topic it is in, and its trail."""

    lead: Lead
    topic: Topic | None
    steps: list[Step]


def own(receipt: str) -> Lead | None:
    """The lead, when this very phone sent it or keeps it."""
    lead = leads.get_by_receipt(receipt)
    token = device_cookie.device_token()
    return lead if lead is not None and leads.is_from_phone(lead, token) else None


def matter_of(lead: Lead) -> Matter:
    topic = topic_of(lead)
    return Matter(lead, topic, timeline.lead_trail(lead, topic))
