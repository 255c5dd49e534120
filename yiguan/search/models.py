from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base, Big


class Searchable(Base):
    """The plain text of a record that can be searched (grams.plain). `size` counts its grams, `rules` is the version of
    the rules by which they were made.
    """

    __table_args__ = (UniqueConstraint("subject", "subject_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[Big]
    text: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    rules: Mapped[int]


class Gram(Base):
    """One or two characters that stand in a text."""

    __table_args__ = (Index("ix_gram_searchable_id", "searchable_id"),)

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    searchable_id: Mapped[Big] = mapped_column(ForeignKey("searchable.id"), primary_key=True, autoincrement=False)
