"""What opens a resident's matter: this phone's cookie, or receipt and four digits. Failed tries look and last alike."""

from dataclasses import dataclass

from flask import request

from yiguan.base.errors import TooMany
from yiguan.leads import looking_up
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.people import device_cookie
from yiguan.progress import timeline
from yiguan.topics.models import Topic
from yiguan.topics.queries import topic_of
from yiguan.web.limits import Failures, network
from yiguan.web.surfaces import remember
from yiguan.workflow.stories import Step

tries = Failures(40, "receipt")
WRONG = "编号和四位数对不上。请看看收据，再填一次；连着错几次，要等一会儿。忘了也不要紧，打协商站的电话问。"


@dataclass(frozen=True)
class Matter:
    """A lead, the topic it is in, and its trail."""

    lead: Lead
    topic: Topic | None
    steps: list[Step]


def own(receipt: str) -> Lead | None:
    """The lead, when this very phone sent it."""
    lead = leads.get_by_receipt(receipt)
    token = device_cookie.device_token()
    return lead if lead is not None and leads.is_from_phone(lead, token) else None


def opened(receipt: str, tail: str) -> Lead | None:
    """The lead, when the digits open it; a failed try is kept. Raises TooMany from an address that only tries."""
    address = request.remote_addr or ""
    if tries.is_over(address):
        raise TooMany("从这里试了太多次，请等一分钟再填。您的事还在，没有丢。")
    lead = looking_up.look_up(receipt, tail, network(address))
    if lead is None:
        tries.add(address)
        remember()
    return lead


def matter_of(lead: Lead) -> Matter:
    topic = topic_of(lead)
    return Matter(lead, topic, timeline.lead_trail(lead, topic))
