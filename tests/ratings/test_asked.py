"""People without a phone are asked by the station, for ratings and look-backs alike; nobody speaks for anybody else."""

import pytest
from sqlalchemy import select

from tests.factories.looking_back import an_ended_case, reported
from tests.factories.people import an_account
from tests.factories.ratings import an_answer
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.looking_back.models import Look
from yiguan.looking_back.states import Seen
from yiguan.people import residents
from yiguan.people.states import Role
from yiguan.ratings.models import Rating
from yiguan.ratings.states import RatingWay
from yiguan.store.db import db
from yiguan.topics.models import Support

RATED = {"attitude": "satisfied", "result": "not", "note": "太远了。", "way": "call", "read_back": "on"}


def somebody_without_phone(matter, name="钱阿婆"):
    person = residents.resident_at_desk(name)
    db.session.add(Support(topic_id=matter.topic.id, person_id=person.id, at=clock.now()))
    db.session.commit()
    return person


@pytest.mark.row("FU-02")
def test_the_station_enters_what_somebody_without_a_phone_says_and_how_it_asked(client, app):
    matter, _, reply = an_answer()
    person = somebody_without_phone(matter)
    convener = an_account(Role.CONVENER, matter.topic.unit)
    client.sign_in(convener)
    assert "钱阿婆" in client.page(f"/bench/answers/{reply.id}")
    done = client.submit(f"/bench/answers/{reply.id}/rating", {**RATED, "person": str(person.id)})
    assert done.status_code == 302
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.person_id, rating.way, rating.note) == (person.id, RatingWay.CALL, "太远了。")
    by = select(AuditEntry.actor_id).where(AuditEntry.subject == "rating")
    assert db.session.scalars(by).one() == convener.person_id


@pytest.mark.parametrize("lacks", ["way", "read_back", "result", "person"])
def test_without_the_way_and_the_reading_back_nothing_is_entered(client, app, lacks):
    matter, _, reply = an_answer()
    person = somebody_without_phone(matter)
    client.sign_in(an_account(Role.CONVENER, matter.topic.unit))
    form = {name: text for name, text in {**RATED, "person": str(person.id)}.items() if name != lacks}
    refused = client.submit(f"/bench/answers/{reply.id}/rating", form)
    assert refused.status_code == 422
    assert "太远了。" in refused.text
    assert db.session.scalars(select(Rating)).all() == []


def test_nobody_speaks_for_somebody_with_a_phone(client, app):
    matter, _, reply = an_answer()
    somebody_without_phone(matter)
    client.sign_in(an_account(Role.CONVENER, matter.topic.unit))
    form = {**RATED, "person": str(matter.lead.person_id)}
    assert client.submit(f"/bench/answers/{reply.id}/rating", form).status_code == 409
    assert db.session.scalars(select(Rating)).all() == []


def test_another_station_and_the_unit_itself_find_nothing_to_enter(client, app):
    matter, handling, reply = an_answer()
    somebody_without_phone(matter)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    assert client.get(f"/bench/answers/{reply.id}").status_code in (403, 404)


@pytest.mark.row("N18")
def test_a_look_back_is_asked_in_the_same_way(client, app):
    matter, handling, _ = an_ended_case(promise=True)
    person, found = somebody_without_phone(matter), reported(handling)
    client.sign_in(an_account(Role.CONVENER, matter.topic.unit))
    form = {"person": str(person.id), "seen": "partly", "way": "visit", "read_back": "on"}
    assert client.submit(f"/bench/look-backs/{found.id}/look", form).status_code == 302
    look = db.session.scalars(select(Look)).one()
    assert (look.person_id, look.seen, look.way) == (person.id, Seen.PARTLY, RatingWay.VISIT)
