"""The worker's jobs that seal new rows and put the chain's head outside the database."""

from yiguan.audit import heads, seals
from yiguan.settings import settings
from yiguan.store.schedule import Job, every


def seal() -> int:
    """Nothing is sealed on top of a chain that contradicts its anchored head (heads.ChainBroken)."""
    heads.require(settings())
    return seals.seal_new(settings().keys.seal)


def anchor() -> int:
    return heads.anchor(settings())


JOBS = (Job("seal", seal, every(seconds=1)), Job("anchor", anchor, every(minutes=1)))
