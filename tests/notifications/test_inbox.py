from tests.factories.notifications import a_notice
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.queries import counted
from yiguan.people.states import Role


def test_staff_read_their_own_news_and_nobody_elses(client):
    station = a_station()
    own, other = an_account(Role.CONVENER, station), an_account(Role.CONVENER, station, "李明")
    a_notice(own.person_id, station, title="议题被退回")
    a_notice(other.person_id, station, title="别人的消息")
    client.sign_in(own)
    page = client.page("/bench/notices")
    assert "议题被退回" in page
    assert "别人的消息" not in page


def test_news_are_new_until_they_were_seen(client):
    station = a_station()
    own = an_account(Role.CONVENER, station)
    a_notice(own.person_id, station)
    client.sign_in(own)
    assert "有 1 条新通知" in client.page("/bench/")
    assert client.submit("/bench/notices/read").status_code == 302
    assert "条新通知" not in client.page("/bench/")
    assert "都看过了" not in client.page("/bench/notices")


def test_the_district_reads_its_news_at_the_desk(client):
    officer = an_account(Role.OFFICER)
    a_notice(officer.person_id, a_station(), title="有新议题待审")
    client.sign_in(officer)
    assert "有新议题待审" in client.page("/desk/notices")
    client.submit("/desk/notices/read")
    assert "都看过了" not in client.page("/desk/notices")


def test_an_empty_inbox_says_what_will_come(client):
    client.sign_in(an_account(Role.CONVENER, a_station()))
    assert "还没有通知" in client.page("/bench/notices")


def test_a_long_inbox_costs_no_more_statements_than_a_short_one(client):
    station = a_station()
    own = an_account(Role.CONVENER, station)
    client.sign_in(own)
    costs = []
    for more in (20, 40):
        for _ in range(more):
            a_notice(own.person_id, station)
        with counted() as sent:
            client.page("/bench/notices")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8
