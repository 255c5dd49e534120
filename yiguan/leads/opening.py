"""Opens a matter by receipt and four digits, for pages and programs alike; the request commits a failed try."""

from flask import request

from yiguan.base.errors import TooMany
from yiguan.leads import looking_up
from yiguan.leads.models import Lead
from yiguan.web.limits import Failures, network
from yiguan.web.surfaces import remember

tries = Failures(40, "receipt")
WRONG = "编号和四位数对不上。请看看收据，再填一次；连着错几次，要等一会儿。忘了也不要紧，打协商站的电话问。"


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
