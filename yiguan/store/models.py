"""Tables of the platform that belong to no slice."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base
from yiguan.store.keyring import Fate, hashed


class JobRun(Base):
    """When a job of the worker last had nothing left to do, and when and how it last failed; one row per job."""

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(60), default="")

    @property
    def is_failing(self) -> bool:
        return self.failed_at is not None and (self.finished_at is None or self.finished_at < self.failed_at)


class KeyProof(Base):
    """What one key of the installation makes of its own name, so that a wrong key is noticed before it is used."""

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    proof: Mapped[bytes] = hashed(Fate.KEYLESS)
    at: Mapped[datetime]
