"""The channels by which somebody is told, and the senders of those that need one."""

from collections.abc import Callable, Iterator, Mapping

import structlog

from yiguan.notifications.models import Delivery
from yiguan.notifications.states import NoticeChannel
from yiguan.people.states import PersonKind
from yiguan.settings import settings

Sender = Callable[[Delivery], None]
log = structlog.get_logger()


class NotSent(Exception):
    """The gateway did not accept the message. `fault` is one word, without anything of the person or the notice."""

    def __init__(self, fault: str = "refused") -> None:
        super().__init__(fault)
        self.fault = fault


def say_on_console(delivery: Delivery) -> None:
    """Where no gateway is contracted: the log says that something would be sent, and nothing of what or to whom."""
    log.info("notice", number=delivery.notice_id, channel=str(delivery.channel), key=delivery.id)


GATEWAYS: Mapping[str, Sender] = {"console": say_on_console}
"""Value of the setting YIGUAN_SMS → its sender."""


def senders() -> Mapping[NoticeChannel, Sender]:
    """Those of this installation. A page shows its notices by itself, a printed line waits until staff have called."""
    sender = GATEWAYS.get(settings().sms)
    return {NoticeChannel.SMS: sender} if sender else {}


def channels_of(kind: PersonKind, *, knows_phone: bool, has_number: bool) -> Iterator[NoticeChannel]:
    """A resident without a known phone is on the station's printed list, everybody else has a page."""
    yield NoticeChannel.PAGE if knows_phone or kind is not PersonKind.RESIDENT else NoticeChannel.PRINTED
    if has_number and NoticeChannel.SMS in senders():
        yield NoticeChannel.SMS
