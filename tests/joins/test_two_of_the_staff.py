"""Two records of one person are joined by two of the staff with a reason, told to both, and parted again."""

from dataclasses import replace

import pytest

from tests.factories.attendance import a_check_in, rows
from tests.factories.joins import HOW, a_join, seen_at
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, a_resident, an_account, an_officer, as_actor
from yiguan.attendance.closing import bursts
from yiguan.attendance.ledger import counts
from yiguan.attendance.states import BurstKind, CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict, Forbidden, NotFound
from yiguan.joins import asking, traces
from yiguan.joins.acts import CONFIRM, UNDO
from yiguan.joins.models import JoinRequest
from yiguan.joins.queries import get_request, open_between, to_confirm
from yiguan.joins.states import PATIENCE, JoinState
from yiguan.leads.models import Lead
from yiguan.notifications.models import Notice
from yiguan.organisation.models import Unit
from yiguan.people import appointing, joining
from yiguan.people.models import Account, Alias, Person
from yiguan.people.states import JoinProof, PersonKind, Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def running() -> list[tuple[int, int]]:
    return [(one.person_id, one.main_id) for one in db.session.query(Alias).filter(Alias.undone_at.is_(None))]


@pytest.mark.row("PS-01")
def test_nobody_of_the_staff_joins_anybody_alone(app):
    request = a_join()
    asker = as_actor(db.session.query(Account).filter_by(person_id=request.asked_by).one())
    with pytest.raises(Forbidden):
        perform(CONFIRM, request, by=asker)
    assert running() == []


def test_a_second_one_confirms_and_both_are_told(app):
    request = a_join(JoinState.JOINED)
    assert [set(pair) for pair in running()] == [set(request.people)]
    assert db.session.query(Alias).one().proof is JoinProof.STAFF
    told = {notice.person_id for notice in db.session.query(Notice).filter_by(title="您的两条记录认作一个人了")}
    assert told == set(request.people)


def test_parting_needs_a_reason_tells_both_and_leaves_a_trail(app):
    request = a_join(JoinState.UNDONE)
    assert running() == []
    assert [(entry.act, entry.note) for entry in entries_of(request)] == [
        ("create", HOW),
        ("confirm", ""),
        ("undo", HOW),
    ]
    told = db.session.query(Notice).filter_by(title="您的两条记录分开了").count()
    assert told == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STATION_STAFF])
def test_the_office_or_a_colleague_confirms(app, role):
    request = a_join()
    account = an_account(role, None if role is Role.OFFICER else request.unit)
    perform(CONFIRM, request, by=as_actor(account))
    assert len(running()) == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COMMITTEE_STAFF, Role.CHAIR, Role.SYS_ADMIN])
def test_nobody_else_confirms(app, role):
    request = a_join()
    account = an_account(role, request.unit) if role is Role.MEMBER else an_account(role)
    with pytest.raises(Forbidden):
        perform(CONFIRM, request, by=as_actor(account))


def test_a_request_that_nobody_confirmed_in_time_joins_nobody(app):
    request = a_join()
    with clock.at(clock.now() + PATIENCE), pytest.raises(Conflict, match="expired"):
        perform(CONFIRM, request, by=an_officer())
    assert running() == []


def test_equal_names_alone_are_neither_joined_nor_offered_without_a_reason(client):
    unit = a_station()
    two = [a_resident("李秀英"), a_resident("李秀英")]
    seen_at(unit, *two)
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, unit))
    pair = {"person": str(two[0].id), "other": str(two[1].id)}
    answer = client.submit("/bench/joins/new", pair | {"note": ""})
    assert answer.status_code == 422
    assert "只凭同名不行" in answer.text
    assert running() == []


def test_a_record_of_another_station_is_not_found(app):
    here, there = a_station(), a_station()
    mine, theirs = a_resident("李秀英"), a_resident("李秀英")
    seen_at(here, mine)
    seen_at(there, theirs)
    convener = a_convener(here)
    with pytest.raises(NotFound):
        asking.pair(convener, mine.id, theirs.id)
    assert list(traces.find(convener, "李秀英")) == [mine.id]


def test_two_stations_of_one_convener_are_for_the_office_to_join(app):
    here, there = a_station(), a_station()
    mine, theirs = a_resident("李秀英"), a_resident("李秀英")
    seen_at(here, mine)
    seen_at(there, theirs)
    both = an_account(Role.CONVENER, here)
    appointing.appoint(SYSTEM, both.person, there.id, Role.CONVENER)
    with pytest.raises(Forbidden):
        asking.pair(as_actor(both), mine.id, theirs.id)
    assert asking.pair(an_officer(), mine.id, theirs.id).unit.path in here.path


def test_the_search_finds_whole_names_and_receipts_and_leaves_no_name_in_the_trail(client):
    unit = a_station()
    person = a_resident("李秀英")
    seen_at(unit, person)
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, unit))
    assert str(person.id) in client.submit("/bench/joins/search", {"q": "李秀英 李秀瑛"}).text
    assert str(person.id) not in client.submit("/bench/joins/search", {"q": "李秀"}).text
    assert client.submit("/bench/joins/search", {"q": ""}).status_code == 422
    assert client.submit("/bench/joins/search", {"q": "李" * 90}).status_code == 422


def test_the_station_finds_its_own_of_many_who_have_one_name(app):
    for _ in range(60):
        a_resident("李秀英")
    unit, mine = a_station(), [a_resident("李秀英") for _ in range(15)]
    seen_at(unit, *mine)
    db.session.commit()
    assert set(traces.find(a_convener(unit), "李秀英")) == {person.id for person in mine}


def test_who_has_the_receipt_comes_first_and_is_never_left_out(app):
    unit, people = a_station(), [a_resident("李秀英") for _ in range(traces.MOST + 5)]
    seen_at(unit, *people)
    db.session.commit()
    for person in (people[0], people[-1]):
        lead = db.session.query(Lead).filter_by(person_id=person.id).one()
        found = list(traces.find(a_convener(unit), f"李秀英 {lead.receipt}"))
        assert (found[0], len(found)) == (person.id, traces.MOST)


def test_a_request_that_expired_does_not_hide_the_live_one(app):
    expired = a_join()
    convener = as_actor(db.session.query(Account).filter_by(person_id=expired.asked_by).one())
    chosen = asking.pair(convener, *expired.people)
    with clock.at(clock.now() + PATIENCE):
        live = asking.ask(convener, chosen, note=HOW)
        db.session.commit()
        assert open_between(*expired.people) is live
        with pytest.raises(Conflict, match="asked_already"):
            asking.ask(convener, chosen, note=HOW)


def test_nobody_confirms_a_join_of_their_own_record(app):
    """Nor of one that is counted as theirs; it is not among what waits for them either."""
    unit = a_station()
    colleague = an_account(Role.STATION_STAFF, unit)
    own = db.session.get_one(Person, colleague.person_id)
    stranger, other = a_resident("王静文"), a_resident("李秀英")
    requests = [asked_at(unit, own, stranger)]
    joining.unite(SYSTEM, own.id, stranger.id, JoinProof.STAFF)
    requests.append(asked_at(unit, stranger, other))
    for request in requests:
        with pytest.raises(Forbidden):
            perform(CONFIRM, request, by=as_actor(colleague))
    assert to_confirm(as_actor(colleague)) == []
    assert len(to_confirm(an_officer())) == 2


def asked_at(unit: Unit, one: Person, other: Person) -> JoinRequest:
    seen_at(unit, one, other)
    convener = a_convener(unit)
    made = asking.ask(convener, asking.pair(convener, one.id, other.id), note=HOW)
    db.session.commit()
    return get_request(convener, made.id)


def test_a_program_reads_that_it_cannot_ask(app):
    unit, people = a_station(), [a_resident("李秀英"), a_resident("李秀瑛")]
    seen_at(unit, *people)
    token = replace(a_convener(unit), kind="token")
    with pytest.raises(Forbidden) as refused:
        asking.pair(token, *(person.id for person in people))
    assert "本人登录" in refused.value.message


def test_two_people_with_appointments_are_not_joined(app):
    unit = a_station()
    one, other = (an_account(role, unit) for role in (Role.MEMBER, Role.CONVENER))
    with pytest.raises(Conflict, match="two_accounts"):
        asking.pair(an_officer(), one.person_id, other.person_id)


def test_a_resident_who_became_a_member_is_counted_as_the_member(app):
    member = an_account(Role.MEMBER, a_station(), name="方允中")
    db.session.get_one(Person, member.person_id).kind = PersonKind.MEMBER
    stranger = a_resident("方允中")
    request = a_join(JoinState.JOINED, db.session.get_one(Person, member.person_id), stranger)
    assert running() == [(stranger.id, member.person_id)]
    assert request.state is JoinState.JOINED


def test_who_is_one_already_is_not_asked_for_again(app):
    request = a_join(JoinState.JOINED)
    with pytest.raises(Conflict, match="one_already"):
        asking.pair(an_officer(), *request.people)


def test_what_was_joined_to_the_one_comes_along_and_goes_back_with_it(app):
    """C is B, B is A: both are A. When A and B are parted, C is B again."""
    a, b, c = a_resident("李秀英"), a_resident("李秀瑛"), a_resident("李秀影")
    a_join(JoinState.JOINED, b, c)
    request = a_join(JoinState.JOINED, a, b)
    assert set(running()) == {(b.id, a.id), (c.id, a.id)}
    perform(UNDO, request, by=an_officer(), note=HOW)
    assert running() == [(c.id, b.id)]


def test_two_who_sat_in_one_meeting_are_shown_before_and_reviewed_after(client):
    meeting = a_meeting_now()
    one, other = (a_check_in(meeting, name).person_id or 0 for name in ("李秀英", "李秀瑛"))
    db.session.commit()
    account = an_account(Role.CONVENER, meeting.unit)
    client.sign_in(account)
    page = client.page(f"/bench/joins/new?person={one}&other={other}")
    assert "两条记录在同一场会里都签过到" in page
    assert meeting.title in page
    request = asking.ask(as_actor(account), asking.pair(as_actor(account), one, other), note=HOW)
    db.session.commit()
    officer = an_officer()
    perform(CONFIRM, get_request(officer, request.id), by=officer)
    db.session.commit()
    (found,) = bursts.bursts_of(meeting)
    assert (found.kind, found.size) == (BurstKind.JOINED, 2)
    assert counts.attendance(meeting.id).arrived == 1
    assert rows(meeting, CheckInState.COUNTED) == 2
    sheet = client.page(f"/bench/meetings/{meeting.code}/sheet")
    assert "同一个人签了 2 条" in sheet
    approve = {"kind": "joined", "subject": str(found.subject)}
    assert client.submit(f"/bench/meetings/{meeting.code}/bursts/approve", approve).status_code == 302
    assert "请看一眼" not in client.page(f"/bench/meetings/{meeting.code}/sheet")


def test_the_office_lists_every_join_with_its_proof_and_parts_it(client):
    request = a_join(JoinState.JOINED)
    client.sign_in(an_account(Role.OFFICER))
    assert "凭两位工作人员的确认" in client.page("/desk/joins")
    url = f"/desk/joins/{request.alias_id}/part"
    assert client.submit(url, {"note": ""}).status_code == 422
    assert client.submit(url, {"note": "本人说那不是他。"}).status_code == 302
    assert running() == []
    assert [one.state for one in db.session.query(JoinRequest)] == [JoinState.UNDONE]
    assert client.submit(url, {"note": "再分一次看看。"}).status_code == 409
