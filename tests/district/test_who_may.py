"""/desk/settings is the office's; before the first officer came, the system administrator's too."""

import pytest

from tests.factories.calendar import due_day
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.people.states import Role

PAGES = ("/desk/settings", "/desk/settings/calendar/2026")
KEEPERS = (Role.OFFICER, Role.SYS_ADMIN)


@pytest.mark.row("AD-02")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role not in KEEPERS])
def test_nobody_else_keeps_the_settings(client, role, page):
    client.sign_in(an_account(role, a_station()))
    assert client.get(page).status_code == 403
    assert client.submit("/desk/settings/calendar/2026", {"lines": "2026-12-01 休"}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_an_officer_reads_them(client, page):
    client.sign_in(an_account(Role.OFFICER))
    assert "设置" in client.page("/desk/")
    assert client.get(page).status_code == 200


def test_the_system_administrator_keeps_them_until_an_officer_came(client):
    system, officer = an_account(Role.SYS_ADMIN, name="系统员"), an_account(Role.OFFICER)
    client.sign_in(system)
    assert 'href="/desk/settings"' in client.page("/account")
    assert client.get("/desk/settings").status_code == 200
    other = client.application.test_client()
    other.post("/sign-in", data={"username": officer.username, "password": "wrong"})
    assert client.get("/desk/settings").status_code == 200
    other.sign_in(officer)
    assert client.get("/desk/settings").status_code == 403
    assert 'href="/desk/settings"' not in client.page("/account")


def test_an_administrator_sees_how_many_move_and_not_which(client):
    lead = a_lead()
    client.sign_in(an_account(Role.SYS_ADMIN))
    soon = due_day(lead)
    page = client.submit(f"/desk/settings/calendar/{soon.year}", {"lines": f"{soon} 休"}).get_data(as_text=True)
    assert "线索的第一次回应：1 件" in page
    assert "这里只数个数" in page
    assert lead.title not in page
