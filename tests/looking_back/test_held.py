"""Look-backs under pressure: nobody is asked twice, nobody speaks for anybody else, a promise is told as it is."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tests.factories.handling import (
    a_liaison,
    whole,
)
from tests.factories.looking_back import an_ended_case, asked, in_days, over, reported, said, shown, the_same_again
from tests.factories.people import an_account
from tests.factories.ratings import an_answer, rated
from yiguan.attachments import service as attachments
from yiguan.attachments.models import Attachment
from yiguan.attachments.pictures import Picture
from yiguan.base.actor import SYSTEM
from yiguan.handling.models import ItemReply
from yiguan.handling.states import AnswerClass, HandlingState
from yiguan.looking_back import acts, entering, queries
from yiguan.looking_back.jobs import look
from yiguan.looking_back.states import LookCause, Outcome, Seen
from yiguan.notifications.models import Notice
from yiguan.people import joining, residents
from yiguan.people.models import Person
from yiguan.people.states import JoinProof, Role
from yiguan.progress import erasing
from yiguan.progress.tell import tell_new
from yiguan.publishing.states import PublicationState
from yiguan.ratings import asking
from yiguan.ratings import queries as ratings
from yiguan.ratings.states import RatingWay, Satisfaction
from yiguan.settings import settings
from yiguan.store.db import db

S, P = HandlingState, PublicationState


@pytest.fixture(autouse=True)
def _own_files(installed, tmp_path):
    installed(instance=tmp_path)


def test_a_promise_is_reported_kept_only_with_evidence(client):
    _, handling, _ = an_ended_case(promise=True)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    answer = client.submit(f"/desk/handling/{handling.id}/report-kept", {"version": handling.version})
    assert (answer.status_code, queries.of_case(handling)) == (409, [])


def test_a_report_sent_twice_asks_once(client):
    _, handling, _ = an_ended_case(promise=True)
    shown(handling)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    for _ in range(2):
        client.submit(f"/desk/handling/{handling.id}/report-kept", {"version": handling.version})
    assert len(queries.of_case(handling)) == 1


def test_not_kept_is_open_only_after_nobody_answered(client):
    _, handling, _ = an_ended_case(promise=True)
    client.sign_in(an_account(Role.DISPATCH_OFFICER))
    form = {"version": handling.version, "note": "去看过，没有动工。"}
    client.submit(f"/desk/handling/{handling.id}/not-kept", form)
    assert whole(handling.id).state is S.TRACKING


def test_what_was_partly_done_is_not_told_as_done(app):
    matter, handling, _ = an_ended_case(supporters=4, promise=True)
    found = reported(handling)
    for person, one in zip(matter.supporters, (Seen.PARTLY, Seen.PARTLY, Seen.NOT_DONE), strict=False):
        said(found, person, one)
    with over(found):
        look()
        tell_new()
    assert "说好的事办成了" not in db.session.scalars(select(Notice.title)).all()


def test_a_unit_does_not_ask_again_and_again_with_the_same_evidence(app):
    _, handling, _ = an_ended_case(promise=True)
    found = reported(handling)
    with over(found):
        look()
        again = acts.REPORT.when(handling)
    assert not again


def test_matters_that_came_together_ask_once(app):
    matter, handling, _ = an_ended_case()
    with in_days(20):
        the_same_again(matter)
        the_same_again(matter)
        found = asked(handling)
        said(found, matter.lead.person_id, Seen.DONE)
        with over(found):
            look()
            look()
    assert [one.cause for one in queries.of_case(handling)].count(LookCause.AGAIN) == 1


def test_a_refused_matter_reported_again_has_nothing_to_look_at(app):
    matter, handling, reply = an_ended_case()
    for answer in db.session.scalars(select(ItemReply).where(ItemReply.reply_id == reply.id)):
        answer.answer_class = AnswerClass.REFUSED
    with in_days(20):
        the_same_again(matter)
        look()
    assert queries.of_case(handling) == []


def test_one_answer_is_asked_about_once_at_a_time_and_dropped_stays_dropped(app):
    matter, handling, _ = an_ended_case()
    look()
    with in_days(89):
        again = the_same_again(matter)
        said(asked(handling), again.person_id, Seen.NOT_DONE)
        with in_days(4):
            look()
            both = sum(queries.is_open(one) for one in queries.of_case(handling))
            with in_days(40):
                look()
    ends = {one.cause: one.outcome for one in queries.of_case(handling)}
    assert (both, ends[LookCause.DUE]) == (1, Outcome.DROPPED)


@pytest.mark.parametrize("who_is_asked", [queries.asked_about, ratings.asked_about])
def test_a_liaison_does_not_judge_the_own_unit_by_a_joined_record(app, who_is_asked):
    matter, handling, reply = an_ended_case(supporters=1)
    liaison = a_liaison(handling.unit).id
    assert liaison is not None
    joining.unite(SYSTEM, matter.supporters[0].id, liaison, JoinProof.STAFF)
    assert matter.supporters[0].id not in who_is_asked(handling, reply)


def test_the_station_does_not_change_what_somebody_said_by_receipt(client):
    matter, _, reply = an_answer()
    person = db.session.get_one(Person, matter.lead.person_id)
    person.device_id = None
    rated(reply, person, Satisfaction.NOT, "没人来过", way=RatingWay.RECEIPT)
    client.sign_in(an_account(Role.CONVENER, matter.topic.unit))
    form = {"way": "call", "read_back": "on", "attitude": "satisfied", "result": "satisfied", "note": ""}
    client.submit(f"/bench/answers/{reply.id}/rating", {"person": str(person.id), **form})
    db.session.expire_all()
    kept = ratings.own(reply.id, person.id)
    assert kept is not None
    assert kept.result is Satisfaction.NOT


def test_the_station_does_not_speak_for_who_has_a_phone_by_a_join(app):
    matter, handling, reply = an_ended_case(supporters=2)
    one, other = matter.supporters
    joining.take_in(SYSTEM, other, one, JoinProof.OLD_PHONE)
    assert joining.has_phone(other.id)
    assert other.id not in [person.id for person in asking.without_phone(queries.asked_about(handling, reply))]


def test_the_station_does_not_speak_for_an_erased_person(app):
    matter, handling, reply = an_ended_case(supporters=1)
    matter.supporters[0].device_id = None
    erasing._erase([matter.supporters[0]])
    assert asking.without_phone(queries.asked_about(handling, reply)) == []


def test_a_replaced_photo_is_forgotten_with_its_person(app):
    matter, handling, _ = an_ended_case(supporters=1)
    person = matter.supporters[0]
    with in_days(100):
        found = asked(handling)
        for red in (10, 200):
            picture = io.BytesIO()
            Image.new("RGB", (8, 8), (red, 0, 0)).save(picture, "JPEG")
            shot = Picture(picture.getvalue(), 8, 8)
            who = residents.as_actor(person)
            entering.say(who, person, found, seen=Seen.NOT_DONE, note="", way=RatingWay.PHONE, picture=shot)
        erasing._erase([person])
    photos = db.session.scalars(select(Attachment).where(Attachment.owner_id == person.id)).all()
    assert [one.id for one in photos if attachments.is_there(one, settings().uploads)] == []


def test_evidence_is_not_of_a_day_to_come(client):
    _, handling, _ = an_ended_case(promise=True)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    form = {"day": "2099-01-01", "text": "明年办成的车棚"}
    assert client.submit(f"/desk/handling/{handling.id}/look-backs", form).status_code == 422
