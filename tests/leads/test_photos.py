"""Photos of a report: drawn last, only for a form that is stored; whoever finds no place keeps the words."""

import errno
import os
from contextlib import ExitStack
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.factories.organisation import a_station
from tests.leads.test_reporting import SAID, form_of, picture, the_lead
from yiguan.attachments import chosen, pictures
from yiguan.attachments.pictures import FULL, normalise
from yiguan.leads import queries, reporting
from yiguan.leads.models import Lead
from yiguan.store.db import db
from yiguan.store.slots import Slots

PHOTO = picture("PNG")


@pytest.fixture
def busy(app, monkeypatch):
    """Another process has all places."""
    monkeypatch.setattr(pictures.DECODERS, "wait_s", 0.0)
    others = Slots("pictures", pictures.DECODERS.number, here=9, wait_s=0, full="")
    with ExitStack() as taken:
        yield lambda: [taken.enter_context(others.taken()) for _ in range(others.number)]


def send(client, data, photo=PHOTO, **changes):
    return client.post(data["to"], data={**data, **changes, "photo_1": (BytesIO(photo), "a.png")})


@pytest.fixture
def data(client):
    unit = a_station()
    return {**form_of(client, unit), **SAID, "to": f"/units/{unit.code}/leads/new"}


def leads():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Lead))


def test_a_photo_that_finds_no_place_leaves_the_words_and_a_way_on(client, data, busy):
    busy()
    answer = send(client, data)
    assert (answer.status_code, leads()) == (503, 0)
    assert FULL in answer.text
    assert SAID["text"] in answer.text
    assert client.post(data["to"], data=data).status_code == 303


@pytest.mark.parametrize("changes", [{"receipt": "forged"}, {"text": ""}, {"phone": "1"}, {"photo": b"<svg/>"}])
def test_a_form_that_is_refused_anyway_needs_no_place(client, data, busy, changes):
    busy()
    assert send(client, data, **changes).status_code == 422


def test_the_same_form_once_more_needs_no_place(client, data, busy):
    assert send(client, data).status_code == 303
    busy()
    again = {**data, "photo_1": (BytesIO(PHOTO), "a.png")}
    assert client.again(data["to"], data=again).status_code == 303
    assert leads() == 1


def test_an_address_with_many_broken_photos_waits_a_minute_and_sends_words_meanwhile(client, data, still_minute):
    statuses = [send(client, data, photo=PHOTO[:40]).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert client.post(data["to"], data=data).status_code == 303


def test_a_report_that_is_tried_again_is_drawn_once(client, data, monkeypatch):
    drawn, tries, add = [], [], reporting.add_photos

    def draw(*given):
        drawn.append(1)
        return normalise(*given)

    def locked_at_first(*given):
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("x", None, Exception("database is locked"))
        add(*given)

    monkeypatch.setattr(chosen, "normalise", draw)
    monkeypatch.setattr(reporting, "add_photos", locked_at_first)
    assert send(client, data).status_code == 303
    assert (len(drawn), len(tries), leads()) == (1, 2, 1)
    assert len(queries.photos_of(the_lead())) == 1


def test_a_full_disk_is_told_and_nothing_is_half_stored(client, data, monkeypatch):
    def no_room(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_room)
        answer = send(client, data)
    assert (answer.status_code, leads()) == (503, 0)
    assert "存储空间满了" in answer.text
    assert SAID["text"] in answer.text
