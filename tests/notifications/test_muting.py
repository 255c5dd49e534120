"""What somebody mutes stays on their page; their own case always reaches them (NT-03)."""

import pytest

from tests.factories.leads import a_lead
from tests.factories.notifications import a_notice
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account, as_actor
from yiguan.audit.models import AuditEntry
from yiguan.base.errors import Invalid
from yiguan.district.wording import all_wordings
from yiguan.notifications import muting
from yiguan.notifications.models import Delivery, Mute, Notice
from yiguan.notifications.schemas import WantedIn
from yiguan.notifications.service import tell
from yiguan.notifications.states import GENERAL, NoticeChannel, NoticeKind
from yiguan.people import device_cookie, residents
from yiguan.people.states import Role
from yiguan.settings import settings
from yiguan.store.db import db

PAGE, PRINTED, SMS = NoticeChannel
K = NoticeKind


@pytest.fixture(autouse=True)
def _messages_are_sent(installed):
    installed(sms="console")


def channels_of(person, message):
    station = a_station()
    assert tell(f"test:{person.id}", [person.id], message, about=station, unit_id=station.id) == 1
    rows = db.session.query(Delivery).join(Notice).filter(Notice.person_id == person.id)
    return {row.channel for row in rows}


def muting_all(person):
    muting.choose(residents.as_actor(person), set(GENERAL))
    return person


@pytest.mark.row("NT-03")
@pytest.mark.parametrize("one", all_wordings(), ids=lambda one: one.name)
def test_whoever_mutes_everything_is_still_told_of_their_own_case(app, one):
    with_phone, without = a_resident("吴桂英", "13800005566"), residents.resident_at_desk("钱阿婆", phone="13800005567")
    message = one.sample(one.first)
    assert channels_of(muting_all(with_phone), message) == ({PAGE, SMS} if one.kind.own_case else {PAGE})
    assert channels_of(muting_all(without), message) == ({PRINTED, SMS} if one.kind.own_case else set())


def test_one_kind_is_muted_and_the_others_are_not(app):
    for kind in GENERAL:
        person = a_resident(f"吴桂{kind.value}", "13800005566")
        muting.choose(residents.as_actor(person), {kind})
        expected = {other: {PAGE} if other is kind else {PAGE, SMS} for other in NoticeKind}
        assert {other: ways(person, other) for other in NoticeKind} == expected


def ways(person, kind):
    notice = a_notice(person.id, a_station(), kind=kind)
    return {row.channel for row in db.session.query(Delivery).filter_by(notice_id=notice.id)}


def test_nobody_mutes_their_own_case(app):
    for kind in set(NoticeKind) - set(GENERAL):
        with pytest.raises(Invalid) as refused:
            muting.choose(residents.as_actor(a_resident()), {kind, K.MEETINGS})
        assert kind.label in refused.value.fields["muted"][0]
    assert db.session.query(Mute).count() == 0


def test_the_form_has_a_tick_for_each_kind_that_can_be_muted():
    assert list(WantedIn._declared_fields) == [str(kind) for kind in GENERAL]


def test_staff_choose_on_the_page_of_their_account(client):
    account = an_account(Role.CONVENER, a_station())
    client.sign_in(account)
    assert "/account/notices" in client.page("/account")
    assert client.page("/account/notices").count(" checked") == 3
    assert client.submit("/account/notices", {"duty": "yes"}).status_code == 302
    assert muting.muted_by([account.person_id]) == {K.MEETINGS, K.OTHERS}
    assert client.page("/account/notices").count(" checked") == 1
    client.submit("/account/notices", dict.fromkeys(("duty", "meetings", "others"), "yes"))
    assert muting.muted_by([account.person_id]) == set()
    said = db.session.query(AuditEntry).filter_by(act="mute", actor_id=account.person_id)
    assert [entry.note for entry in said] == ["开会的邀请和提醒、参与过的事有了进展", ""]


def test_a_muted_notice_stands_in_the_inbox(client):
    account = an_account(Role.CONVENER, a_station())
    muting.choose(as_actor(account), {K.DUTY})
    a_notice(account.person_id, a_station(), title="新线索：路灯")
    client.sign_in(account)
    assert "新线索：路灯" in client.page("/bench/notices")


def test_a_program_mutes_and_is_refused_its_own_case(client):
    client.sign_in(an_account(Role.CONVENER, a_station()))
    head = {"X-CSRFToken": client.csrf()}
    assert client.put("/api/v1/notices/muted", json={"muted": ["others", "duty"]}, headers=head).status_code == 200
    assert client.get("/api/v1/notices/muted").json == {"muted": ["duty", "others"]}
    refused = client.put("/api/v1/notices/muted", json={"muted": ["account"]}, headers=head)
    assert (refused.status_code, refused.json["fields"].keys()) == (422, {"muted"})
    assert client.get("/api/v1/notices/muted").json == {"muted": ["duty", "others"]}


def test_a_resident_chooses_on_their_phone_for_everybody_on_it(client):
    token = "m" * 32
    people = [residents.resident_on(token, name) for name in ("吴桂英", "吴小宝")]
    db.session.commit()
    client.set_cookie(device_cookie.cookie_name(settings()), token)
    assert "开会的邀请和提醒" in client.page("/mine/notices")
    assert client.post("/mine/notices", data={"others": "yes"}).status_code == 302
    assert {person.id: muting.muted_by([person.id]) for person in people} == {p.id: {K.MEETINGS} for p in people}


def test_a_phone_without_records_is_shown_the_way_by_receipt(client):
    assert "收据上的编号" in client.page("/mine/notices", 404)
    assert client.post("/mine/notices").status_code == 404


def test_who_has_no_phone_chooses_by_receipt_and_digits(client):
    lead = a_lead(phone="13800005566")
    address = f"/leads/{lead.receipt}/notices"
    assert client.post(address, data={"tail": "0000"}).status_code == 422
    assert muting.muted_by([lead.person_id]) == set()
    answer = client.post(address, data={"tail": "5566", "meetings": "yes"})
    assert "记下了" in answer.text
    assert muting.muted_by([lead.person_id]) == {K.OTHERS}
    assert client.post(address, data={"tail": "5566", "meetings": "perhaps"}).status_code == 422


def test_a_muted_line_is_called_on_by_nobody(client):
    station = a_station()
    person = muting_all(residents.resident_at_desk("钱阿婆"))
    notice = a_notice(person.id, station, unit=station, kind=K.OTHERS)
    a_notice(person.id, station, title="您反映的事已采用", unit=station, kind=K.OWN_MATTER)
    client.sign_in(an_account(Role.STATION_STAFF, station))
    page = client.page("/bench/notices/printed")
    assert ("您反映的事已采用" in page, notice.title in page) == (True, False)
    assert db.session.query(Delivery).filter_by(notice_id=notice.id).count() == 0
