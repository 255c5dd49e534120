from datetime import date

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base


class ParameterValue(Base):
    """What a parameter is from a day on. `value` is None once it was taken back; its row stays, as every watched row
    does.
    """

    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[str | None] = mapped_column(String(700))
    valid_from: Mapped[date]
