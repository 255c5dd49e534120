"""One event, one notice, also where one person has two records; what is about the records themselves both read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.leads import a_lead
from tests.factories.people import a_resident, an_officer
from yiguan.base.act import Message
from yiguan.notifications import muting
from yiguan.notifications.models import Delivery, Mute, Notice
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel, NoticeKind
from yiguan.people import joining, residents
from yiguan.people.models import Alias
from yiguan.people.states import JoinProof
from yiguan.progress import erasing
from yiguan.store.db import db


@pytest.fixture
def two(app):
    one, other = a_resident("何秀兰"), a_resident("何秀兰", "13800005678")
    joining.unite(an_officer(), one.id, other.id, JoinProof.STAFF)
    db.session.commit()
    return one, other


def told(event):
    return {notice.person_id for notice in db.session.query(Notice).filter_by(event=event)}


@pytest.mark.row("NT-02")
def test_a_joined_person_is_told_once_by_the_record_that_is_counted(two):
    ids = {person.id for person in two}
    about = a_lead()
    assert tell("e:1", ids, Message(NoticeKind.OTHERS, "有进展", ""), about=about) == 1
    assert told("e:1") == {alias.main_id for alias in db.session.query(Alias)}
    assert tell("e:2", ids, Message(NoticeKind.ACCOUNT, "记录合起来了", ""), about=about) == 2


@pytest.mark.row("NT-01")
def test_the_unit_that_knew_somebody_last_prints_what_no_unit_tells_and_nothing_is_printed_for_nobody(two):
    earlier, later = a_lead(), a_lead()
    for person in two:
        person.device_id = None
    later.person_id = earlier.person_id = two[0].id
    later.at = earlier.at + timedelta(minutes=1)
    tell("e:3", {person.id for person in two}, Message(NoticeKind.ACCOUNT, "改了", ""), about=earlier)
    deliveries = select(Notice.person_id, Notice.unit_id, Delivery.channel).join(Delivery)
    found = db.session.execute(deliveries.where(Notice.event == "e:3")).all()
    assert found == [(two[0].id, later.unit_id, NoticeChannel.PRINTED)]


def test_what_somebody_muted_goes_with_their_name(two):
    person, _ = two
    muting.choose(residents.as_actor(person), {NoticeKind.OTHERS}, muting.FOR_RESIDENTS)
    db.session.commit()
    erasing._erase([person])
    db.session.commit()
    assert db.session.query(Mute).filter_by(person_id=person.id).count() == 0
