"""The district's people from one sheet: every row is stored once, or says why it is not."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories.organisation import a_district, a_station
from tests.factories.people import an_account, an_officer
from yiguan.administration import roster, staffing
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.documents import sheets
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.people import namesakes, service, vault
from yiguan.people.models import Appointment, Person
from yiguan.people.states import PersonKind, Role
from yiguan.store.db import db

URL = "/desk/people/import"
HEADERS = ["姓名", "手机", "单位", "职务", "头衔", "从", "到"]
ROWS = [
    ["李丽", "13956200001", "东站", "召集人", "站长", "2026/11/1", "2027年12月31日"],
    ["李丽", "139 5620 0001", "西站", "政协委员", "", "", ""],
    ["王强", "", "ZQTA", "站点联络员", "", "", ""],
]


@pytest.fixture
def office(client):
    a_station("东站")
    a_station("西站", code="ZQTA")
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def sheet(rows, kind="xlsx", headers=HEADERS):
    return io.BytesIO(sheets.write(kind, "人员", headers, rows)), f"人员.{kind}"


def send(client, rows=ROWS, **facts):
    return client.submit(URL, {"file": sheet(rows), **facts})


def read(text):
    return roster.rows_of(text, units_of(*UnitKind), namesakes.known())


def errors(text):
    return [row.error for row in read(text)]


def counted():
    people = select(func.count()).select_from(Person).where(Person.kind != PersonKind.RESIDENT)
    return db.session.scalar(people), db.session.scalar(select(func.count()).select_from(Appointment))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_sheet_is_previewed_and_stores_nothing_by_itself(office, kind):
    before = counted()
    page = office.submit(URL, {"file": sheet(ROWS, kind)}).text
    assert "存这 3 行" in page
    assert counted() == before


def test_a_confirmed_preview_makes_people_with_appointments_and_a_second_time_nothing(office):
    people, appointments = counted()
    lines = roster.lines_of(sheet(ROWS)[0].getvalue())
    assert office.submit(URL, {"lines": lines, "confirmed": "yes"}).status_code == 302
    assert counted() == (people + 2, appointments + 3)
    again = office.submit(URL, {"lines": lines, "confirmed": "yes"})
    assert again.text.count("已经有了") == 2
    assert "没有手机号分不清" in again.text
    assert counted() == (people + 2, appointments + 3)


def test_days_are_read_as_people_write_them(app):
    a_station("东站")
    data = read(f"{roster.HEADING}\n李丽，，东站，召集人，，2026年3月1日，2026/12/31 00:00:00")[0].data
    assert (str(data["starts_on"]), str(data["ends_on"])) == ("2026-03-01", "2026-12-31")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("，13956200001，东站，召集人", "姓名"),
        ("李丽，1395620，东站，召集人", "11位"),
        ("李丽，，没有的站，召集人", "没有叫“没有的站”的单位"),
        ("李丽，，东站，总召集", "没有“总召集”这个职务"),
        ("李丽，，东站，", "请选职务"),
        ("李丽，，，召集人", "请选单位"),
        ("李丽，，东站，区政协办公室", "只能任在"),
        ("李丽，，东站，召集人，，2026-13-01", "日期没有看懂"),
        ("李丽，，东站，召集人，，2026-12-01，2026-11-01", "比开始的早"),
    ],
)
def test_a_faulty_row_says_what_is_wrong(app, line, said):
    a_station("东站")
    assert said in errors(line)[0]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("李丽，13956200001，东站，召集人", "李丽，13956200001，东站，召集人", "和第1行一样"),
        ("买买提·艾力，13956200001，东站，召集人", "买买提艾力，13956200001，西站，政协委员", "不一样写法"),
        ("李丽，，东站，召集人", "李 丽，，西站，政协委员", "和第1行同名"),
        ("李丽，13956200001，东站，召集人", "李丽，，西站，政协委员", "和第1行同名"),
    ],
)
def test_a_person_who_is_there_twice_is_found_under_any_spelling(app, first, second, said):
    a_station("东站")
    a_station("西站")
    one, two = errors(f"{first}\n{second}")
    assert (one, said in two) == ("", True)


def test_two_people_of_one_name_with_two_phones_are_two(app):
    a_station("东站")
    assert errors("李丽，13956200001，东站，召集人\n李丽，13956200002，东站，站点联络员") == ["", ""]


def test_a_known_person_without_a_phone_is_not_guessed(app):
    a_station("东站")
    service.add_person(SYSTEM, PersonKind.STAFF, "李丽")
    assert "没有手机号分不清" in errors("李丽，13956200001，东站，召集人")[0]


def test_headings_may_be_in_any_order_with_stars_and_other_words(app):
    a_station("东站")
    row = read("职务*，任职单位，手机号码，姓 名\n召集人，东站，13956200001，李丽")[0]
    assert (row.error, row.data["name"], row.data["phone"]) == ("", "李丽", "13956200001")


def test_two_administrators_in_one_sheet_in_one_person_are_refused_with_the_row(office):
    a_district()
    lines = "李丽，13956200001，TG，系统管理员\n李丽，13956200001，TG，审计管理员"
    before = counted()
    answer = office.submit(URL, {"lines": lines, "confirmed": "yes"})
    assert answer.status_code == 422
    assert "第2行（李丽）" in answer.text
    assert counted() == before


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"PK\x03\x04nonsense", b"\x00\x01"])
def test_a_file_without_a_table_is_answered_with_a_sentence(office, data):
    answer = office.submit(URL, {"file": (io.BytesIO(data), "人员.xls")})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_no_more_rows_than_can_be_looked_through(app):
    a_station("东站")
    found = errors("\n".join(f"居民{n}，，东站，召集人" for n in range(502)))
    assert [error for error in found if error] == [roster.TOO_LONG] * 2


def test_a_row_of_ones_own_is_refused_at_its_row_and_the_others_are_stored(client):
    station, own = a_station("东站"), an_account(Role.OFFICER, name="周明")
    vault.set_phone(db.session.get_one(Person, own.person_id), "13956200009")
    db.session.commit()
    client.sign_in(own)
    lines = f"周明，13956200009，{station.code}，召集人\n李丽，13956200001，东站，召集人"
    assert client.submit(URL, {"lines": lines, "confirmed": "yes"}).status_code == 302
    assert len(namesakes.known().by_phone) == 2
    assert "自己的任职" in client.submit(URL, {"lines": lines}).text


def test_only_known_columns_of_a_wide_sheet_are_kept(app):
    rows = [["说明" * 20, "李丽", "13956200001", "东站", "召集人", "备注" * 20]]
    text = roster.lines_of(sheet(rows, headers=["备注", "姓名", "手机", "单位", "职务", "别的"])[0].getvalue())
    assert text.split("\n")[1] == "李丽，13956200001，东站，召集人"


def test_of_two_telephones_the_one_that_is_filled_in_counts(app):
    a_station("东站")
    row = read("姓名，手机，单位，职务，联系电话\n李丽，13956200001，东站，召集人，")[0]
    assert (row.error, row.data["phone"]) == ("", "13956200001")
    assert "座机" in errors("姓名，手机，单位，职务\n李丽，05622850001，东站，召集人")[0]


def test_a_renewal_that_begins_when_the_first_ends_is_new(app):
    a_station("东站")
    first = f"李丽，13956200001，东站，召集人，，{clock.today()}，{clock.today() + timedelta(30)}"
    staffing.enrol(an_officer(), read(first))
    db.session.commit()
    after = f"李丽，13956200001，东站，召集人，，{clock.today() + timedelta(31)}"
    assert [row.is_new for row in (*read(first), *read(after))] == [False, True]


def test_a_row_keeps_the_number_that_it_has_in_the_sheet(app):
    blank = [""] * len(HEADERS)
    book, _ = sheet([ROWS[0], blank, blank, ROWS[1]])
    assert [row.number for row in read(roster.lines_of(book.read()))] == [2, 5]
