"""Words of notices: every one has its own, the office sets others from a day on, and what was sent keeps its words."""

import ast
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import yiguan
from tests.factories.leads import a_lead
from tests.factories.people import a_convener, an_account
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.base.errors import Invalid
from yiguan.district.wording import TEXT_MOST, TITLE_MOST, Words, all_wordings, by_slice, get_wording
from yiguan.leads import acts
from yiguan.leads.notices import ASKED, DECLINED, MOVED
from yiguan.notifications.models import Notice
from yiguan.organisation import values
from yiguan.organisation.models import ParameterValue
from yiguan.people.states import Role
from yiguan.slices import found
from yiguan.store.db import db
from yiguan.workflow.perform import perform

WORDINGS = all_wordings()
PAGE = "/desk/settings/notices/notice-lead-asked"
TODAY = date(2026, 11, 27)
OURS = {"title": "站里想再问您一件事", "text": "您好：{说明} 谢谢您。"}


@pytest.fixture(autouse=True)
def on_friday():
    with clock.at(datetime(2026, 11, 27, 9, tzinfo=LOCAL)):
        yield


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def save(office, day=TODAY, page=PAGE, **words):
    return office.submit(page, {**OURS, **words, "valid_from": str(day), "confirmed": "yes"})


def asked():
    """The notice to somebody whom the station asks for more."""
    lead = a_lead()
    perform(acts.ASK, lead, by=a_convener(lead.unit), note="是哪个单元？")
    db.session.commit()
    query = select(Notice).where(Notice.person_id == lead.person_id, Notice.subject_id == lead.id)
    return db.session.scalars(query.order_by(Notice.id.desc())).first()


@pytest.mark.parametrize("one", WORDINGS, ids=lambda one: one.name)
def test_the_programs_own_words_can_be_read_again_and_are_filled_completely(app, one):
    assert one.read(one.spell(one.first)) == one.first
    message = one.sample(one.first)
    assert message.title
    assert not set("{}") & set(message.title + message.text)
    assert message.kind is one.kind
    assert values.value_of(one) == one.first


@pytest.mark.parametrize("one", WORDINGS, ids=lambda one: one.name)
def test_an_unknown_blank_and_a_missing_one_are_refused_with_a_sentence(one):
    with pytest.raises(Invalid) as unknown:
        one.read(one.spell(Words(one.first.title, one.first.text + "{身份证号}")))
    assert "“{身份证号}”不是这条通知能填的" in unknown.value.fields["text"][0]
    if one.blanks:
        with pytest.raises(Invalid) as missing:
            one.read("只有标题\n")
        assert "少了“{" in missing.value.fields["text"][0]


@pytest.mark.parametrize(
    ("title", "text", "field", "says"),
    [
        ("", "{说明}", "title", "请写标题"),
        ("长" * (TITLE_MOST + 1), "{说明}", "title", "最多60个字，现在有61个"),
        ("好", "{说明}" + "长" * TEXT_MOST, "text", "最多500个字"),
        ("好", "{说明", "text", "没有配成对"),
        ("好", "{说明}}", "text", "没有配成对"),
        ("好", "{0.__class__}{说明}", "text", "不是这条通知能填的"),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(office, title, text, field, says):
    with pytest.raises(Invalid) as refused:
        ASKED.read(ASKED.spell(Words(title, text)))
    assert says in refused.value.fields[field][0]
    answer = save(office, title=title, text=text)
    assert answer.status_code == 422
    assert says in answer.text


def test_every_wording_has_a_name_of_its_own_that_fits(app):
    names = [one.name for one in WORDINGS]
    assert len(set(names)) == len(names) >= 55
    assert len({one.label for one in WORDINGS}) == len(names)
    assert max(map(len, names)) <= ParameterValue.name.type.length
    longest = max(len(one.spell(one.first)) for one in WORDINGS)
    assert max(longest, TITLE_MOST + TEXT_MOST + 1) <= ParameterValue.value.type.length
    assert get_wording("notice-lead-asked") is ASKED


def test_nobody_is_told_anything_but_by_a_wording():
    """Messages are made in one place, and only notices and the news of progress tell."""
    makers, tellers = set(), set()
    for path in Path(yiguan.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = f"{path.parent.name}/{path.name}"
                makers |= {name} if node.func.id == "Message" else set()
                tellers |= {name} if node.func.id == "tell" and "notifications.service" in path.read_text() else set()
    assert makers == {"district/wording.py"}
    with_words = {f"{module.__name__.split('.')[1]}/notices.py" for module in found("notices")}
    assert tellers <= with_words | {"progress/tell.py"}


@pytest.mark.row("AD-02")
def test_a_notice_has_the_offices_words_from_its_day_on_and_keeps_them(office):
    before = asked()
    assert save(office).status_code == 302
    after = asked()
    assert (after.title, after.text) == ("站里想再问您一件事", "您好：是哪个单元？ 谢谢您。")
    old = db.session.get_one(Notice, before.id, populate_existing=True)
    assert (old.title, old.text) == ("协商站想请您补充几句", "是哪个单元？")
    (row,) = db.session.query(ParameterValue)
    (entry,) = entries_of(row)
    assert entry.act == "set_parameter"
    assert "站里想再问您一件事" in entry.note


def test_words_are_shown_with_invented_facts_before_they_are_kept(office):
    answer = office.submit(PAGE, {**OURS, "valid_from": str(TODAY)})
    assert answer.status_code == 422
    assert "请核对，还没有保存" in answer.text
    assert "您好：灯杆归电力公司管，已经联系，下周来看。 谢谢您。" in answer.text
    assert asked().title == "协商站想请您补充几句"


def test_words_begin_on_their_day_and_are_taken_back(office):
    soon = TODAY + timedelta(days=4)
    assert save(office, soon).status_code == 302
    assert "12月1日（周二）起换" in office.page("/desk/settings/notices")
    assert asked().title == "协商站想请您补充几句"
    assert office.submit(f"{PAGE}/take-back").status_code == 302
    with clock.at(clock.now() + timedelta(days=4)):
        assert asked().title == "协商站想请您补充几句"


def test_a_day_that_is_past_is_refused(office):
    answer = save(office, TODAY - timedelta(days=1))
    assert answer.status_code == 422
    assert "不能从过去的日子起" in answer.text


def test_what_a_resident_wrote_is_no_blank(office):
    message = DECLINED.in_words(Words("{理由}", "{说明}"), {"理由": "{说明}", "说明": "{理由}{0}"})
    assert (message.title, message.text) == ("{说明}", "{理由}{0}")


def test_words_that_an_upgrade_made_unfit_give_way_to_the_programs_own(office):
    db.session.add(ParameterValue(name=MOVED.name, value="转走了\n{从前的空}", valid_from=TODAY))
    db.session.commit()
    values.forget()
    assert values.value_of(MOVED) == MOVED.first
    assert office.get("/desk/settings/notices/notice-lead-moved").status_code == 200
    assert office.get("/desk/settings/notices").status_code == 200


def test_a_program_reads_the_words(office):
    found = {one["name"]: one for one in office.get("/api/v1/notice-words").json["items"]}
    assert found["notice_lead_moved"]["title"] == "您反映的事转给了{单位}"
    assert found["notice_lead_moved"]["blanks"] == ["{单位}", "{说明}"]


def test_the_list_folds_by_what_the_notices_are_about(office):
    """It is read on a phone: a heading for each slice, and each notice under one of them."""
    page, headings = office.page("/desk/settings/notices"), [heading for heading, _ in by_slice()]
    assert len(set(headings)) == len(headings) == page.count("<details")
    for part, (heading, wordings) in zip(page.split("<details")[1:], by_slice(), strict=True):
        assert heading in part
        assert part.count('class="record"') == len(wordings)
