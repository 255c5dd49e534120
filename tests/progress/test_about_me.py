"""关于我的信息: a resident sees, corrects and erases what is held about them, on their phone or by a receipt."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.attendance import Phone, a_check_in, the_code
from tests.factories.leads import WORDS, a_lead
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_resident
from tests.factories.registrations import a_registration
from tests.factories.topics import a_topic
from yiguan.attendance.ledger.counts import attendance
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.act import Message
from yiguan.base.actor import SYSTEM
from yiguan.base.codes import random_code
from yiguan.home.models import Feedback
from yiguan.leads import queries as leads
from yiguan.leads import reporting
from yiguan.leads.acts import WITHDRAW
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel, NoticeKind
from yiguan.people import joining, residents, vault
from yiguan.people.models import Alias, Person, RawScan
from yiguan.people.states import JoinProof, PersonKind
from yiguan.progress import erasing, holding
from yiguan.progress.models import ErasureWish
from yiguan.progress.queries import RECEIPT_WAITS, needed_now
from yiguan.store import keyring
from yiguan.store.db import db
from yiguan.topics.models import Support
from yiguan.workflow.perform import perform

ABOUT = "/mine/about"
NOW = clock.now()


@pytest.fixture(autouse=True)
def _still(still_minute):
    """The window of the counters does not move on during a test."""


@pytest.fixture
def meeting(app):
    return a_meeting_now()


@pytest.fixture
def phone(app, meeting):
    """李秀英's phone, which has checked her in."""
    own = Phone(app.test_client())
    own.scan(the_code(meeting))
    own.tap("李秀英", phone="13856201234")
    return own


def get(phone, url=ABOUT):
    return FlaskClient.open(phone.client, url).text


def post(phone, url, /, **data):
    return FlaskClient.open(phone.client, f"{ABOUT}{url}", method="POST", data=data)


def her() -> Person:
    return db.session.query(Person).filter(Person.kind == "resident", Person.device_id.is_not(None)).one()


def a_report(person: Person) -> Lead:
    lead = reporting.submit(person, a_station(), text=WORDS, place="楼下", nonce=random_code(40))
    db.session.commit()
    return lead


def slip(lead: Lead) -> dict[str, str]:
    return {"receipt": lead.receipt, "tail": leads.pick_code_of(lead)}


def in_the_night() -> int:
    done = erasing.erase_wished()
    db.session.commit()
    db.session.expire_all()
    return done


@pytest.mark.row("PS-03")
def test_the_own_phone_shows_what_is_held_and_until_when(phone, meeting):
    page = get(phone)
    assert all(words in page for words in ("李秀英", "138****1234", meeting.title, "签到（", "2026-11", "夜里抹掉"))
    assert "13856201234" not in page
    assert ABOUT in get(phone, "/mine")


def test_a_phone_that_knows_nobody_is_told_how_to_look_by_receipt(app):
    page = get(Phone(app.test_client()))
    assert "这部手机上还没有记录" in page
    assert "收据上的编号" in page


@pytest.mark.row("PS-03")
def test_a_receipt_with_its_digits_shows_the_record_and_wrong_ones_nothing(app):
    stranger, lead = Phone(app.test_client()), a_report(a_resident("李秀英"))
    assert lead.title in post(stranger, "", **slip(lead)).text
    wrong = post(stranger, "", receipt=lead.receipt, tail="0000")
    assert wrong.status_code == 422
    assert lead.title not in wrong.text
    assert post(stranger, "", receipt="", tail="").status_code == 422
    assert post(stranger, "", receipt="x" * 300, tail="y" * 300).status_code == 422


def test_a_receipt_opens_its_own_matter_alone(app, phone, meeting):
    """Staff read receipts too: a right over one matter is no right over a person (decision 0039)."""
    lead, stranger = a_report(her()), Phone(app.test_client())
    page = post(stranger, "", **slip(lead)).text
    assert "李秀英" not in page
    assert meeting.title not in page
    for act, more in (("/correct", {"name": "王大山"}), ("/erase", {"sure": "yes"})):
        assert post(stranger, act, **slip(lead), **more).status_code == 409
    assert vault.name_of(her()) == "李秀英"
    assert db.session.query(ErasureWish).count() == 0


@pytest.mark.row("PS-03")
def test_the_spelling_and_the_number_are_corrected_on_the_own_phone(phone):
    data = {"person": str(her().id), "name": "李秀瑛", "phone": "139 0000 1111"}
    assert post(phone, "/correct", **data).status_code == 303
    person = her()
    assert (vault.name_of(person), vault.phone_of(person)) == ("李秀瑛", "13900001111")
    entry = entries_of(person)[-1]
    assert (entry.act, entry.actor_id) == ("correct_own", person.id)
    assert "李" not in f"{entry.note}{entry.before}{entry.after}"
    assert post(phone, "/correct", person=str(person.id), name="李秀瑛", without="yes").status_code == 303
    assert her().phone is None


@pytest.mark.parametrize(("field", "typed"), [("name", ""), ("name", "李" * 21), ("phone", "123")])
def test_what_cannot_be_is_said_at_its_field_and_kept(phone, field, typed):
    data = {"person": str(her().id), "name": "李秀瑛", "phone": ""} | {field: typed}
    answer = post(phone, "/correct", **data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert vault.name_of(her()) == "李秀英"


def test_a_name_that_the_phone_knows_already_is_not_taken(phone, app):
    other = a_meeting_now()
    phone.scan(the_code(other))
    phone.tap("王大山")
    person = next(one for one in db.session.query(Person) if vault.name_of(one) == "李秀英")
    answer = post(phone, "/correct", person=str(person.id), name="王大山")
    assert answer.status_code == 422
    assert "没有改" in answer.text


def test_a_receipt_changes_no_number(app):
    """Whoever changed it would lock the owner out."""
    lead, stranger = a_report(residents.resident_at_desk("李秀英", phone="13800001234")), Phone(app.test_client())
    answer = post(stranger, "/correct", **slip(lead), name="李秀瑛", phone="13999999999", without="yes")
    assert answer.status_code == 200
    person = db.session.get_one(Person, lead.person_id, populate_existing=True)
    assert (vault.name_of(person), vault.phone_of(person)) == ("李秀瑛", "13800001234")


@pytest.mark.row("PS-03")
def test_a_receipt_neither_renames_nor_erases_who_has_a_phone(app):
    """Staff open a slip with its pick code: one of them alone would be the resident."""
    lead, stranger = a_report(a_resident("李秀英")), Phone(app.test_client())
    page = post(stranger, "", **slip(lead)).text
    assert "凭收据只能看" in page
    assert "我要删除" not in page
    for act, more in (("/correct", {"name": "王大山"}), ("/erase", {"sure": "yes"}), ("/keep", {})):
        answer = post(stranger, act, **slip(lead), **more)
        assert (answer.status_code, "当时的那部手机" in answer.text) == (409, True)
    assert vault.name_of(db.session.get_one(Person, lead.person_id, populate_existing=True)) == "李秀英"
    assert db.session.query(ErasureWish).count() == 0


def test_a_receipt_does_not_change_a_record_that_another_phone_shows(app, phone):
    old, stranger = a_resident("李秀英"), Phone(app.test_client())
    lead = a_report(old)
    mine = next(one for one in db.session.query(Person) if one.id != old.id)
    joining.take_in(SYSTEM, old, mine, JoinProof.OLD_PHONE)
    db.session.commit()
    assert post(stranger, "/erase", **slip(lead), sure="yes").status_code == 409


def test_what_a_receipt_asks_for_waits_until_the_station_has_called(app):
    person = residents.resident_at_desk("何秀兰")
    lead, stranger = a_report(person), Phone(app.test_client())
    assert "7 天以后" in post(stranger, "/erase", **slip(lead), sure="yes").text
    perform(WITHDRAW, leads.get_by_receipt(lead.receipt), by=residents.as_actor(person))
    db.session.commit()
    assert in_the_night() == 0
    page = post(stranger, "", **slip(lead)).text
    assert f"最早 {clock.day(clock.now() + RECEIPT_WAITS)}夜里删" in page
    with clock.at(clock.now() + RECEIPT_WAITS):
        assert in_the_night() == 1
    assert [entry.note for entry in entries_of(db.session.query(ErasureWish).one())] == ["凭收据和四位数。"]


def test_somebody_of_another_phone_is_neither_corrected_nor_erased(phone, app):
    other = a_resident("王大山")
    for act, more in (("/correct", {"name": "李四"}), ("/erase", {"sure": "yes"}), ("/keep", {})):
        assert post(phone, act, person=str(other.id), **more).status_code == 422
    assert vault.name_of(other) == "王大山"


@pytest.mark.row("PS-02")
@pytest.mark.row("PS-03")
def test_who_asks_is_erased_in_the_night_everywhere_and_the_counts_stay(phone, meeting):
    person_id = her().id
    assert post(phone, "/erase", person=str(person_id), sure="yes").status_code == 303
    assert "今天夜里就删" in get(phone)
    assert in_the_night() == 1
    person = db.session.get_one(Person, person_id)
    assert (person.name, person.phone, person.erased_at is None) == (None, None, False)
    assert entries_of(person)[-1].act == "erase"
    assert db.session.query(Notice).filter(Notice.person_id == person_id, Notice.text != "").count() == 0
    assert "李秀英" not in get(phone)

    assert attendance(meeting.id).arrived == 1
    assert in_the_night() == 0


def test_without_the_tick_nothing_is_asked_for(phone):
    answer = post(phone, "/erase", person=str(her().id))
    assert answer.status_code == 422
    assert "还没有" not in answer.text
    assert db.session.query(ErasureWish).count() == 0


@pytest.mark.row("PS-03")
def test_with_something_open_the_wish_is_kept_and_waits_for_its_end(app, phone):
    lead = a_report(her())
    page = get(phone)
    assert "现在还不能删，这几样没有办完" in page
    assert lead.title in page
    post(phone, "/erase", person=str(her().id), sure="yes")
    assert "办完以后当天夜里就删" in get(phone)
    assert in_the_night() == 0

    perform(WITHDRAW, leads.get_by_receipt(lead.receipt), by=residents.as_actor(her()))
    assert in_the_night() == 1


def test_the_wish_is_taken_back_before_the_night_and_asked_twice_is_asked_once(phone):
    for _ in range(2):
        post(phone, "/erase", person=str(her().id), sure="yes")
    assert db.session.query(ErasureWish).count() == 1
    assert post(phone, "/keep", person=str(her().id)).status_code == 303
    assert in_the_night() == 0
    assert vault.name_of(her()) == "李秀英"


def an_open_lead(person):
    a_report(person)


def an_open_topic(person):
    db.session.add(Support(topic_id=a_topic().id, person_id=person.id, at=clock.now()))


def a_meeting_to_come(person):
    a_registration(person=person)


def a_closed_lead(person):
    lead = a_lead(state=LeadState.DECLINED)
    lead.person_id = person.id


@pytest.mark.parametrize("what", [an_open_lead, an_open_topic, a_meeting_to_come, a_closed_lead])
def test_what_the_page_calls_open_is_what_the_name_is_needed_for(app, what):
    person = a_resident("何秀兰")
    what(person)
    db.session.commit()
    held = holding._of(person, [person.id])
    assert bool(held.open_lines) is bool(needed_now([person.id]))


@pytest.mark.row("PS-01")
def test_who_has_the_receipts_of_both_is_counted_once_and_sees_no_more(app, phone, meeting):
    lead, stranger = a_report(a_resident("李秀瑛")), Phone(app.test_client())
    other = {"other_receipt": lead.receipt, "other_tail": leads.pick_code_of(lead)}
    mine = next(one for one in db.session.query(Person) if vault.name_of(one) == "李秀英")
    assert post(phone, "/join", person=str(mine.id), **(other | {"other_tail": "9999"})).status_code == 422
    assert post(phone, "/join", person=str(mine.id), **other).status_code == 303
    alias = db.session.query(Alias).one()
    assert alias.proof is JoinProof.RECEIPTS
    assert len(joining.counted_as(alias.main_id)) == 2
    assert lead.title not in get(phone)
    assert meeting.title not in post(stranger, "", **slip(lead)).text
    assert post(phone, "/join", person=str(mine.id), **other).status_code == 409
    told = db.session.query(Notice).filter_by(title="您的两条记录认作一个人了")
    assert {notice.person_id for notice in told} == {alias.person_id, alias.main_id}


def test_two_receipts_join_without_any_phone(app):
    one, other = (a_report(a_resident(name)) for name in ("李秀英", "李秀瑛"))
    data = slip(one) | {"other_receipt": other.receipt, "other_tail": leads.pick_code_of(other)}
    assert post(Phone(app.test_client()), "/join", **data).status_code == 200
    assert db.session.query(Alias).count() == 1


def test_a_member_on_the_own_phone_reads_that_the_office_keeps_the_name(phone):
    member = her()
    member.kind = PersonKind.MEMBER
    db.session.commit()
    assert "您有账号" in get(phone)
    assert post(phone, "/correct", person=str(member.id), name="李四").status_code == 409


def test_words_of_somebody_erased_go_from_notices_unclear_scans_and_feedback(app, meeting):
    person = a_resident("何秀兰")
    scan = a_check_in(meeting, "王大山")
    db.session.add(
        RawScan(id=1, check_in_id=scan.id, text=keyring.encrypt("王大山", f"raw_scan.text:{scan.id}"), at=NOW)
    )
    said = Feedback(text="我家在三楼", person_id=person.id, at=NOW, answered_at=NOW, answer="知道了")
    db.session.add(said)
    tell("test:1", [person.id], Message(NoticeKind.OWN_MATTER, "有消息", "您家楼道的事"), about=said)
    people = [person, db.session.get_one(Person, scan.person_id)]
    erasing._erase(people)
    db.session.commit()
    db.session.expire_all()
    assert db.session.query(RawScan).count() == 0
    assert (said.text, said.answer) == ("", "")
    assert [notice.text for notice in db.session.query(Notice).filter_by(event="test:1")] == [""]


def test_a_phone_that_many_use_lists_nobody_and_erases_nobody(phone, app):
    """A station's phone: each could erase the others."""
    mine = her().id
    for name in ("王大山", "赵小梅", "孙国强", "陈桂花", "吴桂英"):
        phone.scan(the_code(a_meeting_now()))
        phone.tap(name)
    page = get(phone)
    assert "用过的人很多" in page
    assert "李秀英" not in page
    assert post(phone, "/erase", person=str(mine), sure="yes").status_code == 422
    assert db.session.query(ErasureWish).count() == 0


def test_who_has_no_phone_is_called_when_a_receipt_asks_for_the_erasure(app):
    person = residents.resident_at_desk("何秀兰")
    lead = a_report(person)
    assert post(Phone(app.test_client()), "/erase", **slip(lead), sure="yes").status_code == 200
    (notice,) = db.session.query(Notice).filter(Notice.title.startswith("您要求删除"))
    ways = db.session.scalars(select(Delivery.channel).where(Delivery.notice_id == notice.id)).all()
    assert (ways, notice.unit_id) == ([NoticeChannel.PRINTED], lead.unit_id)
