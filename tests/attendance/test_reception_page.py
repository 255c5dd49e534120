"""The desk's page without a script: scan, search, walk in, several elders at once."""

import re

import pytest

from tests.factories.attendance import rows
from tests.factories.reception import a_guest, the_personal_code
from tests.queries import counted
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade
from yiguan.store.db import db


def said(client, url, **data) -> str:
    answer = client.submit(url, data, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    found = re.search(r'<p class="message[^>]*>([^<]+)', answer.text)
    return found[1] if found else ""


@pytest.fixture
def url(keeper):
    return f"/reception/{keeper.code}"


def test_a_scanned_code_is_answered_with_a_masked_name(client, keeper, url, settings):
    code = the_personal_code(a_guest(keeper, settings=settings), settings)
    assert said(client, f"{url}/scan", code=code.lower()) == "李秀*：签到成功。"
    assert said(client, f"{url}/scan", code=f"http://h/P/{code}") == "李秀*：已经签过了，不用再签。"
    assert (rows(keeper, CheckInState.COUNTED), rows(keeper, CheckInState.DUPLICATE)) == (1, 1)


def test_an_unknown_code_is_kept_and_the_page_says_what_to_do(client, keeper, url):
    assert "查找姓名" in said(client, f"{url}/scan", code="what is this")
    assert rows(keeper, CheckInState.UNRESOLVED) == 1


@pytest.mark.row("CK-07")
def test_search_needs_two_letters_shows_ten_and_never_the_list(client, keeper, url, settings):
    for at in range(12):
        a_guest(keeper, f"张小{at}", phone=f"138000011{at:02d}", settings=settings)
    assert client.page(url).count("签到</button>") == client.page(f"{url}?q=张").count("签到</button>")
    found = client.page(f"{url}?q=张小")
    assert found.count('name="person"') == 10
    assert "张小*" in found
    assert "张小1" not in found
    assert client.page(f"{url}?q=1105").count('name="person"') == 1
    assert client.page(f"{url}?q=%25").count('name="person"') == 0


def test_somebody_found_is_checked_in_with_one_tap(client, keeper, url, settings):
    line = a_guest(keeper, settings=settings)
    person = re.search(r'name="person" value="(\d+)"', client.page(f"{url}?q=秀英"))
    assert person
    assert person[1] == str(line.person_id)
    assert said(client, f"{url}/people", person=person[1]) == "李秀*：签到成功。"
    assert db.session.query(CheckIn).one().source is CheckInSource.DESK_SEARCH
    assert "已签到" in client.page(f"{url}?q=秀英")


@pytest.mark.row("CK-21")
@pytest.mark.row("N05")
def test_one_helper_checks_in_five_elders_each_asked_each_with_a_slip(client, keeper, url):
    names = "陈桂花\n王建国\n\n李秀英\n赵大妈\n孙大爷\n"
    data = {"names": names, "spoken": "yes"}
    answer = client.submit(f"{url}/family", data, follow_redirects=True)
    assert answer.text.count('class="slip"') == 5
    assert "陈桂*" in answer.text
    assert {row.grade for row in db.session.query(CheckIn)} == {Grade.A}
    assert "同一部手机" not in client.page(f"/bench/meetings/{keeper.code}/sheet")


def test_without_the_spoken_yes_nobody_is_checked_in_and_the_names_stay(client, keeper, url):
    answer = client.submit(f"{url}/family", {"names": "陈桂花\n王"})
    assert answer.status_code == 422
    assert "陈桂花" in answer.text
    assert "第2行" in answer.text
    assert client.submit(f"{url}/family", {"names": "陈桂花"}).status_code == 422
    assert rows(keeper) == 0


def test_slips_show_nobody_whom_another_helper_checked_in(client, keeper, url):
    client.submit(f"{url}/walk-in", {"name": "陈桂花"})
    row = db.session.query(CheckIn).one()
    assert "陈桂*" in client.page(f"{url}/slips?of={row.id},x,{9**30}")
    assert 'class="slip"' not in client.page(f"{url}/slips?of={row.id + 1}")


def test_the_page_takes_the_same_statements_however_many_are_listed(client, keeper, url, settings):
    found = []
    for _ in range(2):
        for at in range(20):
            a_guest(keeper, f"张小{at}", settings=settings)
        with counted() as statements:
            client.page(f"{url}?q=张小")
        found.append(len(statements))
    assert found[0] == found[1] <= 10


@pytest.mark.row("N05")
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("scan", {"code": "nobody"}),
        ("walk-in", {"name": "陈桂花"}),
        ("family", {"names": "陈桂花\n王建国", "spoken": "yes"}),
    ],
)
def test_the_forms_are_taken_with_every_field_that_stands_in_them(client, keeper, path, fields):
    page = client.page(f"/reception/{keeper.code}")
    form = page[page.index(f'action="/reception/{keeper.code}/{path}"') :]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert hidden["part"] == "", "by the clock"
    answer = client.post(f"/reception/{keeper.code}/{path}", data=hidden | fields)
    assert answer.status_code == 302, answer.text
