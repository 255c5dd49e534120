"""Records are found by the words in their texts, from the moment at which they are written."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from tests.factories.handling import a_case
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.minutes import some_minutes
from tests.factories.recommendations import a_recommendation
from tests.factories.topics import a_topic
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.search import grams, indexing
from yiguan.search.models import Gram, Searchable
from yiguan.search.queries import matches
from yiguan.search.texts import findables
from yiguan.store.db import db, transaction
from yiguan.topics.models import Topic


def found(record, typed):
    return set(db.session.scalars(select(record.id).where(matches(record, typed))))


def said(text, **facts):
    lead = a_lead(text=text, **facts)
    db.session.commit()
    return lead.id


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("路灯", True),
        ("路灯 晚上", True),
        ("晚上　路灯，", True),
        ("ＫＴＶ", True),
        ("ktv", True),
        ("3栋", True),
        ("灯", True),
        ("灯路", False),
        ("路灯 白天", False),
        ("tv", True),
        ("%", True),
        ("", True),
    ],
)
def test_two_characters_are_enough_and_all_words_must_stand_there(app, typed, is_found):
    number = said("KTV门口，3栋楼下的路灯坏了，晚上看不见。")
    other = said("食堂关了。")
    assert (number in found(Lead, typed)) is is_found
    assert (other in found(Lead, typed)) is (grams.words(typed) == [])


def test_what_is_changed_is_found_by_its_new_words_alone(app):
    topic = a_topic()
    topic.title = "公厕夜里能不能开"
    db.session.commit()
    assert topic.id in found(Topic, "公厕")
    topic.title = "凉亭里能不能装一盏灯"
    db.session.commit()
    assert topic.id not in found(Topic, "公厕")
    assert topic.id in found(Topic, "凉亭")


def test_a_meeting_is_found_by_its_agenda(app):
    meeting = a_meeting(agenda=[{"title": "助餐点的补贴", "minutes": 10, "topic": ""}])
    assert found(Meeting, "助餐点") == {meeting.id}


def test_what_was_rolled_back_is_not_found(app):
    topic = a_topic()
    savepoint = db.session.begin_nested()
    topic.title = "滑滑梯太旧"
    db.session.flush()
    savepoint.rollback()
    db.session.commit()
    assert found(Topic, "滑滑梯") == set()


def test_every_kind_that_says_so_is_indexed_when_it_is_written(app):
    for make in (a_lead, a_topic, a_meeting, some_minutes, a_recommendation, a_case):
        make()
    db.session.commit()
    for kind in findables():
        ids = set(db.session.scalars(select(kind.record.id)))
        theirs = set(db.session.scalars(select(Searchable.subject_id).where(Searchable.subject == kind.subject)))
        assert ids, kind.subject
        assert ids == theirs


def test_what_is_older_than_the_index_is_indexed_by_the_job(app):
    number = said("电瓶车在楼道里充电")
    before = set(db.session.execute(select(Gram.gram, Gram.searchable_id)))
    db.session.execute(delete(Gram))
    db.session.execute(delete(Searchable))
    assert found(Lead, "电瓶车") == set()
    assert indexing.index_missing() > 0
    assert indexing.index_missing() == 0
    assert found(Lead, "电瓶车") == {number}
    assert db.session.scalar(select(func.count()).select_from(Gram)) == len(before)


@given(text=st.text(max_size=60), typed=st.text(max_size=10))
def test_the_grams_of_a_word_stand_in_every_text_that_holds_the_word(text, typed):
    plain = grams.plain(text)
    for word in grams.words(typed):
        if word in plain:
            assert grams.keys_of(word) <= grams.grams_of(plain)


@given(text=st.text(max_size=200))
def test_a_plain_text_stays_as_it_is_and_holds_no_wildcard(text):
    plain = grams.plain(text)
    assert grams.plain(plain) == plain
    assert not set("%_\\") & set(plain)


def test_what_a_request_changes_while_the_job_runs_is_left_to_the_request(real_app):
    """On PostgreSQL the job would write back what it read before, or both would insert."""
    with real_app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite has one writer at a time")
        with transaction():
            topic = a_topic()
            number = topic.id
            db.session.execute(delete(Gram))
            db.session.execute(delete(Searchable))
    begun, done = threading.Event(), threading.Event()

    def edit() -> None:
        with real_app.app_context(), transaction():
            db.session.get_one(Topic, number).title = "公厕夜里能不能开"
            db.session.flush()
            begun.set()
            done.wait(10)

    thread = threading.Thread(target=edit)
    thread.start()
    begun.wait(10)
    with real_app.app_context(), transaction():
        indexing.index_missing()
    done.set()
    thread.join(20)
    with real_app.app_context():
        assert number in found(Topic, "公厕")
        assert number not in found(Topic, "电梯")
        db.session.remove()
