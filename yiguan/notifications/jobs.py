from yiguan.notifications import delivery
from yiguan.settings import Settings


def run(settings: Settings) -> int:
    """The worker's round: the outbox."""
    return delivery.deliver()
