import re
from datetime import timedelta

import pytest

from tests.factories.organisation import a_department, a_station
from tests.factories.people import a_convener, a_resident, an_account, as_actor
from tests.factories.queues import a_draft_topic, a_meeting_on, a_waiting_lead
from tests.factories.recommendations import a_recommendation
from tests.factories.registrations import a_registration
from tests.factories.topics import a_topic
from tests.queries import counted
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.home import service as home
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.states import MeetingState
from yiguan.people import appointing, joining
from yiguan.people.models import Person
from yiguan.people.states import JoinProof, Role
from yiguan.recommendations.states import RecommendationState
from yiguan.registrations import inviting
from yiguan.registrations.acts import ACCEPT
from yiguan.registrations.inviting import Guest
from yiguan.registrations.queries import registration_of
from yiguan.registrations.states import Side
from yiguan.store.db import db
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform

WAITING = {
    "待审议题": lambda: a_topic(state=TopicState.SCREENING),
    "待公开议题": lambda: a_topic(state=TopicState.APPROVED),
    "待审核建议": lambda: a_recommendation(RecommendationState.SUBMITTED),
    "待签发建议": lambda: a_recommendation(RecommendationState.APPROVED),
    "投诉建议": lambda: home.leave_feedback(text="海报贴得太高", name="", phone=""),
}


def figure(page: str, label: str) -> int:
    found = re.search(rf"<b>(\d+)</b><span>{label}</span>", page)
    assert found, label
    return int(found[1])


def test_the_queue_begins_with_what_is_due_first(client):
    station, today = a_station(), clock.today()
    a_waiting_lead(station, "助餐点开了又关", today + timedelta(days=3))
    a_waiting_lead(station, "楼道灯坏了三个月", today - timedelta(days=4))
    client.sign_in(an_account(Role.CONVENER, station))
    page = client.page("/bench/")
    assert page.index("楼道灯坏了三个月") < page.index("助餐点开了又关")
    assert "超 " in page


def test_another_stations_matters_are_not_in_the_queue(client):
    a_waiting_lead(a_station(), "别站的事", clock.today())
    client.sign_in(an_account(Role.CONVENER, a_station()))
    page = client.page("/bench/")
    assert "别站的事" not in page
    assert "手上的事都办完了" in page


def test_todays_meeting_stands_first_with_what_it_lacks(client):
    station = a_station()
    meeting = a_meeting_on(a_draft_topic(station), starts_in=timedelta(hours=2), state=MeetingState.NOTIFIED)
    client.sign_in(an_account(Role.CONVENER, station))
    page = client.page("/bench/")
    assert "还差 2 样" in page
    assert "议程还没写" in page
    assert f"/hall/{meeting.code}" in page


def test_the_hall_screen_is_not_offered_to_whoever_may_not_open_it(client):
    station = a_station()
    meeting = a_meeting_on(a_draft_topic(station), starts_in=timedelta(hours=2), state=MeetingState.NOTIFIED)
    client.sign_in(an_account(Role.MEMBER, station))
    page = client.page("/bench/")
    assert f"/hall/{meeting.code}" not in page
    assert f"/bench/meetings/{meeting.code}" in page


def test_a_meeting_that_is_over_asks_for_its_minutes(client):
    station = a_station()
    meeting = a_meeting_on(a_draft_topic(station), starts_in=timedelta(days=-2), state=MeetingState.ENDED)
    client.sign_in(an_account(Role.CONVENER, station))
    page = client.page("/bench/")
    assert "纪要还没写" in page
    assert f"/bench/meetings/{meeting.code}/minutes" in page


@pytest.mark.row("ST-03")
def test_one_person_of_two_stations_has_one_account_and_one_queue(client):
    first, second = a_station("幸福社区协商站"), a_station("新城社区协商站")
    a_waiting_lead(first, "楼道灯坏了", clock.today())
    a_waiting_lead(second, "助餐点关了", clock.today())
    account = an_account(Role.CONVENER, first)
    appointing.appoint(SYSTEM, account.person, second.id, Role.CONVENER)
    db.session.commit()
    client.sign_in(account)
    page = client.page("/bench/")
    for shown in ("楼道灯坏了", "助餐点关了", first.name, second.name):
        assert shown in page


def ask(account, side, meeting, station):
    convener = a_convener(station)
    inviting.invite(convener, get_meeting(convener, meeting.code), [Guest(account.person, side)], required=False)
    db.session.commit()


@pytest.mark.row("ST-03")
def test_the_meetings_one_holds_and_those_one_is_asked_to_are_one_list_the_next_first(client):
    mine, theirs = a_station("幸福社区协商站"), a_station("新城社区协商站")
    account = an_account(Role.MEMBER, mine)
    held = a_meeting_on(a_draft_topic(mine), starts_in=timedelta(days=9), state=MeetingState.NOTIFIED)
    asked = a_meeting_on(a_draft_topic(theirs), starts_in=timedelta(days=3), state=MeetingState.NOTIFIED)
    foreign = a_meeting_on(a_draft_topic(theirs), starts_in=timedelta(days=4), state=MeetingState.NOTIFIED)
    ask(account, Side.MEMBER, asked, theirs)
    client.sign_in(account)
    page = client.page("/bench/").partition("<h2>我的会</h2>")[2]
    assert 0 < page.index(f"/bench/invitations/{asked.code}") < page.index(f"/bench/meetings/{held.code}")
    assert foreign.code not in page
    assert "已邀请" in page
    assert "请您答一声，能不能来" in client.page("/bench/")


@pytest.mark.row("ST-03")
def test_a_meeting_for_which_the_own_phone_signed_up_is_among_ones_own_once(client):
    station, account = a_station(), an_account(Role.MEMBER, a_station())
    asked = a_meeting_on(a_draft_topic(station), starts_in=timedelta(days=3), state=MeetingState.NOTIFIED)
    phone = a_resident("方允中")
    a_registration(asked, phone)
    joining.take_in(SYSTEM, phone, account.person, JoinProof.OWN_PHONE)
    db.session.commit()
    client.sign_in(account)
    assert f"/bench/invitations/{asked.code}" in client.page("/bench/")
    of_phone = client.get(f"/bench/invitations/{asked.code}").headers["Location"]
    ask(account, Side.MEMBER, asked, station)
    mine = client.page("/bench/").partition("<h2>我的会</h2>")[2]
    assert mine.count(f"/bench/invitations/{asked.code}") == 1
    assert client.get(f"/bench/invitations/{asked.code}").headers["Location"] != of_phone


@pytest.mark.row("ST-03")
def test_a_liaison_of_a_department_finds_the_meeting_on_the_first_page_of_the_desk(client):
    station, account = a_station(), an_account(Role.UNIT_LIAISON, a_department())
    asked = a_meeting_on(a_draft_topic(station), starts_in=timedelta(days=3), state=MeetingState.NOTIFIED)
    ask(account, Side.DEPARTMENT, asked, station)
    client.sign_in(account)
    assert f"/bench/invitations/{asked.code}" in client.page("/desk/")
    assert client.get(f"/bench/invitations/{asked.code}").status_code == 302


def test_a_full_house_costs_the_first_page_no_more_statements(client):
    station = a_station()
    client.sign_in(an_account(Role.CONVENER, station))
    person, costs = a_resident(), []
    for more in (20, 40):
        for number in range(more):
            a_waiting_lead(station, f"第{more}{number}件", clock.today(), person=person)
            topic = a_draft_topic(station)
            a_meeting_on(topic, starts_in=timedelta(days=-2), state=MeetingState.ENDED)
        db.session.remove()  # as every request begins: the calendar is read once in each
        with counted() as sent:
            client.page("/bench/")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 15


@pytest.mark.parametrize(("label", "make"), WAITING.items())
def test_a_tile_of_the_desk_counts_the_list_it_opens(client, label, make):
    client.sign_in(an_account(Role.OFFICER))
    before = figure(client.page("/desk/"), label)
    make()
    db.session.commit()
    with counted() as sent:
        page = client.page("/desk/")
    assert figure(page, label) == before + 1
    assert len(sent) <= 9


@pytest.mark.parametrize(
    ("role", "start", "shown", "hidden"),
    [
        (Role.CONVENER, "/bench/", "/bench/leads", "/desk/"),
        (Role.MEMBER, "/bench/", "/bench/topics", "/bench/leads"),
        (Role.OFFICER, "/desk/", "/desk/feedback", "/sign-in"),
        (Role.CHAIR, "/desk/", "/desk/recommendations", "/desk/publications"),
    ],
)
def test_a_menu_names_what_its_reader_may_open_and_every_entry_opens(client, role, start, shown, hidden):
    client.sign_in(an_account(role, a_station() if start == "/bench/" else None))
    page = client.page(start)
    entries = re.findall(r'<li><a href="([^"]+)"( aria-current="page")?>', page)
    assert (start, ' aria-current="page"') in entries
    addresses = [address for address, _ in entries]
    assert shown in addresses
    assert hidden not in addresses
    for address in addresses:
        assert client.get(address, follow_redirects=True).status_code == 200, address


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_finds_no_menu_that_does_not_open(client, role):
    client.sign_in(an_account(role, a_station()))
    entries = re.findall(r'<li><a href="([^"]+)"', client.page("/account"))
    assert "/account" in entries
    for address in entries:
        assert client.get(address).status_code == 200, address


def test_a_guest_reads_what_they_have_to_do_and_not_what_the_meeting_lacks(client):
    station = a_station()
    meeting = a_meeting_on(a_draft_topic(station), starts_in=timedelta(hours=2), state=MeetingState.NOTIFIED)
    account = an_account(Role.MEMBER, station)
    person = db.session.get_one(Person, account.person_id)
    meeting = get_meeting(a_convener(station), meeting.code)
    inviting.invite(a_convener(station), meeting, [Guest(person, Side.MEMBER)], required=False)
    db.session.commit()
    client.sign_in(account)
    page = client.page("/bench/")
    assert "还差" not in page
    assert "请先答一声" in page
    perform(ACCEPT, registration_of(meeting.id, person.id), by=as_actor(account))
    db.session.commit()
    assert "扫大屏上的码签到" in client.page("/bench/")
