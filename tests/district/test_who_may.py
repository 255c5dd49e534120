"""/desk/settings is the office's; before the first officer came, the system administrator's too."""

import re

import pytest

from tests.factories.calendar import due_day
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.people.states import Role

PAGES = (
    "/desk/settings",
    "/desk/settings/calendar/2026",
    "/desk/settings/reasons",
    "/desk/settings/reasons/new",
    "/desk/settings/fields",
    "/desk/settings/fields/new",
    "/desk/settings/parameters",
    "/desk/settings/parameters/first-look-days",
    "/desk/settings/notices",
    "/desk/settings/notices/notice-lead-asked",
)
WRITES = (
    "/desk/settings/calendar/2026",
    "/desk/settings/reasons/new",
    "/desk/settings/reasons/1/reword",
    "/desk/settings/reasons/1/end",
    "/desk/settings/reasons/1/take-back",
    "/desk/settings/fields/new",
    "/desk/settings/fields/1/reword",
    "/desk/settings/fields/1/end",
    "/desk/settings/fields/1/take-back",
    "/desk/settings/fields/1/move",
    "/desk/settings/parameters/first-look-days",
    "/desk/settings/parameters/first-look-days/take-back",
    "/desk/settings/notices/notice-lead-asked",
    "/desk/settings/notices/notice-lead-asked/take-back",
)
KEEPERS = (Role.OFFICER, Role.SYS_ADMIN)


@pytest.mark.row("AD-02")
@pytest.mark.parametrize("role", [role for role in Role if role not in KEEPERS])
def test_nobody_else_keeps_the_settings(client, role):
    client.sign_in(an_account(role, a_station()))
    assert [client.get(page).status_code for page in PAGES] == [403] * len(PAGES)
    assert [client.submit(page, {"confirmed": "yes"}).status_code for page in WRITES] == [403] * len(WRITES)


def test_every_address_of_the_settings_is_tried(app):
    """One that is added stands in the lists above."""
    rules = [rule.rule.replace("<int:year>", "2026") for rule in app.url_map.iter_rules()]
    found = {rule for rule in rules if rule.startswith("/desk/settings")}
    tried = {page.replace("first-look-days", "<parameter>") for page in (*PAGES, *WRITES)}
    tried = {page.replace("notice-lead-asked", "<wording>") for page in tried}
    tried = {re.sub("/1(/|$)", r"/<int:row>\1", page) for page in tried}
    shown = {re.sub("<int:(reason|field)_id>", "<int:row>", page) for page in found}
    rows = {"/desk/settings/calendar", "/desk/settings/reasons/<int:row>", "/desk/settings/fields/<int:row>"}
    assert shown - rows == tried


@pytest.mark.parametrize("page", PAGES)
def test_an_officer_reads_them(client, page):
    client.sign_in(an_account(Role.OFFICER))
    assert "设置" in client.page("/desk/")
    assert client.get(page).status_code == 200


def test_the_system_administrator_keeps_them_until_an_office_works(client):
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
