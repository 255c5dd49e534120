"""Numbers and choices that the office sets from a day on; what runs keeps its promise unless the office says so."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories.calendar import due_day, limit_of
from tests.factories.leads import a_lead
from tests.factories.minutes import some_minutes
from tests.factories.people import a_convener, an_account, an_officer
from tests.factories.topics import a_topic
from yiguan.attendance.parameters import HALL_NAMES, THANK_HOURS
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.base.errors import Conflict, Invalid
from yiguan.calendar.models import TimeLimit
from yiguan.district import service
from yiguan.leads import acts
from yiguan.leads.models import Lead
from yiguan.leads.parameters import FIRST_LOOK
from yiguan.meetings.parameters import CHECKIN_OPENS
from yiguan.minutes.parameters import FINAL
from yiguan.minutes.states import MinutesState
from yiguan.organisation import values
from yiguan.organisation.kinds import Keeper, Parameter
from yiguan.organisation.models import ParameterValue
from yiguan.people.states import Role
from yiguan.progress.parameters import NAMES_KEPT
from yiguan.registrations.parameters import REMIND
from yiguan.store.db import db
from yiguan.topics.parameters import SCREENING, STATION_APPROVES
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform

PAGE = "/desk/settings/parameters/first-look-days"
PAGES = {
    Keeper.OFFICE: (Role.OFFICER, "/desk/settings/parameters"),
    Keeper.SECURITY: (Role.SEC_ADMIN, "/desk/security/rules"),
}
TODAY = date(2026, 11, 27)
SOON = TODAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def on_friday():
    with clock.at(datetime(2026, 11, 27, 9, tzinfo=LOCAL)):
        yield


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


def save(office, value, day=TODAY, page=PAGE, **data):
    return office.submit(page, {"value": value, "valid_from": str(day), "confirmed": "yes", **data})


def now(record):
    return db.session.get_one(type(record), record.id, populate_existing=True)


@pytest.mark.row("AD-02")
def test_what_runs_keeps_its_promise_and_what_begins_later_has_the_new_length(office):
    before = a_lead()
    assert save(office, "5").status_code == 302
    after = a_lead()
    assert (now(before).due_on, after.due_on) == (date(2026, 12, 2), date(2026, 12, 4))
    assert db.session.get_one(TimeLimit, before.limit_id).length == 3


@pytest.mark.row("AD-02")
def test_running_ones_move_too_if_the_office_says_so_and_the_preview_lists_them(office):
    lead = a_lead()
    answer = office.submit(PAGE, {"value": "5", "valid_from": str(TODAY), "running": "yes"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "线索的第一次回应：1 件" in page
    assert f'<a href="/bench/leads/{lead.id}">' in page
    assert now(lead).due_on == date(2026, 12, 2)
    assert save(office, "5", running="yes").status_code == 302
    limit = db.session.get_one(TimeLimit, now(lead).limit_id, populate_existing=True)
    assert (now(lead).due_on, limit.due, limit.length) == (date(2026, 12, 4), date(2026, 12, 4), 5)
    assert "次日起5个工作日" in limit.words
    assert (entries_of(limit)[-1].before, entries_of(limit)[-1].after) == ("2026-12-02", "2026-12-04")


@pytest.mark.parametrize("act", [acts.ASK, acts.WITHDRAW], ids=lambda act: act.name)
def test_what_is_paused_or_over_keeps_its_length(office, act):
    lead = a_lead()
    perform(act, lead, by=a_convener(lead.unit), note="是哪个单元？")
    db.session.commit()
    assert save(office, "5", running="yes").status_code == 302
    assert db.session.get_one(TimeLimit, lead.limit_id, populate_existing=True).length == 3


def test_a_value_begins_on_its_day_and_the_trail_says_what_it_was(office):
    assert save(office, "5", SOON).status_code == 302
    assert values.value_of(FIRST_LOOK) == 3
    with later(4):
        assert values.value_of(FIRST_LOOK) == 5
    (row,) = db.session.query(ParameterValue)
    (entry,) = entries_of(row)
    assert (entry.act, entry.before, entry.after) == ("set_parameter", "3", "5")
    assert entry.note == "线索的第一次回应：5 个工作日，从12月1日（周二）起"
    assert "12月1日（周二）起 5 个工作日" in office.page("/desk/settings/parameters")


def test_what_has_not_begun_is_taken_back_and_can_be_set_again(office):
    save(office, "5", SOON)
    assert office.submit(f"{PAGE}/take-back").status_code == 302
    assert office.submit(f"{PAGE}/take-back").status_code == 409
    with later(4):
        assert values.value_of(FIRST_LOOK) == 3
    assert save(office, "7", SOON).status_code == 302
    with later(4):
        assert values.value_of(FIRST_LOOK) == 7


@pytest.mark.parametrize("typed", ["", "0", "31", "-1", "三", "3.5", "1e1", "99999999"])
def test_a_number_out_of_its_range_is_refused_and_kept_as_typed(office, typed):
    answer = save(office, typed)
    assert answer.status_code == 422
    assert "请填1到30之间的整数" in answer.get_data(as_text=True)
    assert f'value="{typed}"' in answer.get_data(as_text=True)
    assert values.value_of(FIRST_LOOK) == 3


def test_a_past_day_and_running_ones_from_a_later_day_are_refused(office):
    assert "不能从过去的日子起" in save(office, "5", TODAY - timedelta(days=1)).get_data(as_text=True)
    assert "只能从今天起改" in save(office, "5", SOON, running="yes").get_data(as_text=True)
    assert save(office, "5", "nonsense").status_code == 422
    assert db.session.query(ParameterValue).count() == 0


def test_what_the_installation_had_set_goes_on_until_the_office_sets_it(office, installed):
    installed(first_look_days=7, remind_hours=(48, 3), station_approves=False, checkin_opens_min=45)
    chosen: list[Parameter[Any]] = [FIRST_LOOK, REMIND, STATION_APPROVES, CHECKIN_OPENS]
    assert [values.value_of(one) for one in chosen] == [7, (48, 3), False, 45]
    assert "7 个工作日" in office.page(PAGE)
    service.set_value(an_officer(), FIRST_LOOK, 4, valid_from=TODAY)
    assert values.value_of(FIRST_LOOK) == 4


def test_each_time_limit_begins_with_the_number_of_its_kind(app):
    for one in (FIRST_LOOK, SCREENING, FINAL):
        service.set_value(an_officer(), one, 9, valid_from=TODAY)
    timed = (
        a_lead(),
        a_topic(state=TopicState.SCREENING),
        some_minutes(MinutesState.DRAFT),
    )
    assert [limit_of(record).length for record in timed] == [9, 9, 9]


@pytest.mark.parametrize("one", values.all_parameters(), ids=lambda one: one.name)
def test_every_parameter_reads_what_it_spells_and_has_a_page_of_its_keeper(client, one):
    role, where = PAGES[one.keeper]
    client.sign_in(an_account(role))
    assert one.read(one.spell(one.first)) == one.first
    page = client.page(f"{where}/{one.slug}")
    assert one.words(one.first) in page
    assert one.label in client.page(where)
    answer = client.submit(f"{where}/{one.slug}", {"value": "x x", "valid_from": str(TODAY)})
    assert answer.status_code == 422
    assert one.spell(one.first) == one.spell(one.read(one.spell(one.first)))


def test_parameters_have_names_of_their_own_and_labels_too():
    found = values.all_parameters()
    assert len({one.name for one in found}) == len({one.label for one in found}) == len(found)


@pytest.mark.parametrize(
    ("one", "typed", "value", "words"),
    [
        (REMIND, "2 24 2", (24, 2), "24 小时、2 小时"),
        (REMIND, "", (), "一次也不"),
        (THANK_HOURS, "0", 0, "不发"),
        (STATION_APPROVES, "0", False, "都由区政协定"),
        (HALL_NAMES, "none", "none", "不显示姓名"),
    ],
)
def test_each_kind_says_its_value_in_words(app, one, typed, value, words):
    assert one.read(typed) == value
    assert one.words(value) == words


@pytest.mark.parametrize(
    ("one", "typed"), [(REMIND, "1 2 3 4 5"), (REMIND, "0"), (STATION_APPROVES, "2"), (HALL_NAMES, "full")]
)
def test_each_kind_refuses_what_is_not_its_own(app, one, typed):
    with pytest.raises(Invalid):
        one.read(typed)


def test_a_shorter_keeping_of_names_says_how_many_are_erased_and_the_privacy_notice_follows(office):
    a_lead()
    page = "/desk/settings/parameters/names-kept-months"
    assert "事情办结归档后两年" in office.page("/privacy")
    assert save(office, "25", page=page).status_code == 422
    assert save(office, "12", page=page).status_code == 302
    assert "事情办结归档后12 个月" in office.page("/privacy")
    assert values.value_of(NAMES_KEPT) == 12


def test_nothing_is_taken_back_of_what_has_begun(app):
    service.set_value(an_officer(), FIRST_LOOK, 4, valid_from=TODAY)
    with pytest.raises(Conflict):
        service.take_back(an_officer(), FIRST_LOOK)
    assert values.value_of(FIRST_LOOK) == 4


def test_programs_read_lists_and_numbers(office):
    names = [row["name"] for row in office.get("/api/v1/parameters").json["items"]]
    assert "first_look_days" in names
    for address in ("reasons", "fields", "calendar-days"):
        assert office.get(f"/api/v1/{address}").status_code == 200


def test_a_lead_of_before_is_due_on_the_same_day_after_the_change(office):
    lead = a_lead()
    save(office, "9")
    assert due_day(now(lead)) == date(2026, 12, 2)
    assert isinstance(now(lead), Lead)


def test_a_preview_says_from_which_day(office):
    page = office.submit(PAGE, {"value": "5", "valid_from": str(SOON)}).text
    assert "请核对，还没有保存" in page
    assert "<dd>2026年12月1日</dd>" in page
