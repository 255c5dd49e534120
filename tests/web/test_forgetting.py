"""What was kept for a write that arrives twice goes when nobody repeats it any more."""

from datetime import timedelta

from sqlalchemy import func, select

from yiguan.base import clock
from yiguan.store.db import db
from yiguan.web import once
from yiguan.web.once import Answer


def test_an_answer_is_kept_for_a_month(app):
    at = clock.now()
    db.session.add(Answer(scope="leads", key="k1", request_hash=b"h", status=201, location=None, body=None, at=at))
    db.session.commit()
    with clock.at(at + once.KEPT - timedelta(days=1)):
        assert once.forget_old() == 0
    with clock.at(at + once.KEPT + timedelta(days=1)):
        assert once.forget_old() == 1
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 0
