"""A row that may be there already is added or not; what is really wrong with it is not taken for that."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from yiguan.organisation.models import Field
from yiguan.store.db import added, db


def rows() -> int:
    return db.session.execute(select(func.count()).select_from(Field).where(Field.code == "twice")).scalar_one()


def test_the_second_row_of_one_key_is_not_added_and_the_first_stays(app):
    assert added(Field(code="twice", label="一"))
    assert not added(Field(code="twice", label="二"))
    assert rows() == 1


def test_what_came_before_in_the_transaction_is_kept(app):
    db.session.add(Field(code="before", label="先"))
    added(Field(code="twice", label="一"))
    assert not added(Field(code="twice", label="二"))
    assert db.session.scalar(select(Field.label).where(Field.code == "before")) == "先"


def test_an_empty_column_is_not_taken_for_a_second_row(app):
    with pytest.raises(IntegrityError):
        added(Field(code="twice", label=None))
    assert rows() == 0
