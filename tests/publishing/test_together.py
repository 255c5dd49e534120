"""Two officers at the same moment, committing for real, on a database of their own."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import flask_migrate
import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.factories.people import an_officer
from tests.factories.progress import a_settled_topic
from tests.factories.publishing import publish
from yiguan.app import create_app
from yiguan.audit.models import AuditEntry
from yiguan.base.errors import Conflict
from yiguan.publishing import queries
from yiguan.publishing.models import Publication
from yiguan.store.db import db, transaction


@pytest.fixture(scope="module", params=DATABASES)
def own_app(request, instance):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(instance, request.param, f"yiguan_publishing_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
    yield app
    with app.app_context():
        db.engine.dispose()


def at_once(app, officers, act):
    """What became of each: done, or refused because the other was first."""
    barrier = Barrier(len(officers))

    def run(officer):
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act(officer)
            except (IntegrityError, StaleDataError, Conflict):
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(officers)) as pool:
        return sorted(pool.map(run, officers))


def test_two_officers_publish_one_topic_and_one_page_and_one_act_remain(own_app):
    with own_app.app_context():
        _, topic = a_settled_topic()
        officers, topic_id = [an_officer(), an_officer("李明")], topic.id
    done = at_once(own_app, officers, lambda who: publish(who, *queries.get_topic(who, topic_id)))
    with own_app.app_context():
        pages = db.session.query(Publication).filter_by(topic_id=topic_id).all()
        acts = db.session.query(AuditEntry).filter_by(subject="topic", subject_id=topic_id, act="publish").count()
    assert len(pages) == acts == 1
    assert "done" in done
