"""One short matter through every slice, from a report to its publication, as a snapshot of a release holds it.

Names, phones and words are invented. A hall box's own tables stay empty: they are filled on its laptop alone.
"""

from datetime import date, timedelta
from io import BytesIO

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from tests.client import PASSWORD
from tests.factories import handling
from tests.factories.attachments import a_content
from tests.factories.attendance import a_check_in, a_visit, settings
from tests.factories.handling import a_case
from tests.factories.joins import seen_at
from tests.factories.leads import a_lead
from tests.factories.looking_back import reported
from tests.factories.meetings import a_meeting, a_meeting_now, some_parts, take
from tests.factories.minutes import minutes_of
from tests.factories.organisation import a_department
from tests.factories.people import a_resident, an_account, an_officer, as_actor
from tests.factories.progress import a_settled_topic
from tests.factories.publishing import a_publication
from tests.factories.ratings import rated
from tests.factories.reception import PIN, a_link, a_record, send
from tests.factories.recommendations import a_matter, a_recommendation
from tests.factories.registrations import a_registration, an_invitation
from tests.factories.topics import a_topic
from tests.factories.working import work_off_everything
from yiguan.attachments.pictures import DECODERS, Picture, normalise
from yiguan.attendance import helper_links, jobs
from yiguan.attendance.closing import bursts, reviews, settling
from yiguan.attendance.closing.close import CLOSE
from yiguan.attendance.doors import moving, paper_lists, tap
from yiguan.attendance.ledger import undoing
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState, Way
from yiguan.base import clock
from yiguan.base.actor import SYSTEM, Actor
from yiguan.calendar import entering
from yiguan.calendar.working_days import Entered
from yiguan.district.service import set_value
from yiguan.hallbox import packs
from yiguan.hallbox import service as hallbox
from yiguan.handling import case_links
from yiguan.handling.models import Handling
from yiguan.handling.queries import sent_of
from yiguan.handling.states import FileUse, HandlingState
from yiguan.home import service as home
from yiguan.joins import asking
from yiguan.joins.acts import CONFIRM
from yiguan.joins.queries import get_request
from yiguan.leads import reporting as leads
from yiguan.leads import supporting
from yiguan.leads.acts import KEEP
from yiguan.leads.parameters import FIRST_LOOK
from yiguan.leads.states import LeadState
from yiguan.looking_back.entering import say
from yiguan.looking_back.states import Seen
from yiguan.meetings import papers
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.new_phones import offering
from yiguan.notifications import muting
from yiguan.notifications.states import NoticeKind
from yiguan.organisation import seeds
from yiguan.organisation.models import Plenary, Unit
from yiguan.people import affiliations, own_phone, residents
from yiguan.people import service as people
from yiguan.people.models import Account
from yiguan.people.states import AffiliationKind, Role
from yiguan.progress import holding, wishes
from yiguan.publishing.acts import COVER
from yiguan.ratings.states import RatingWay, Satisfaction
from yiguan.recommendations.states import RecommendationState
from yiguan.store import key_proofs
from yiguan.store.db import db, transaction, write_from_here
from yiguan.topics.models import Support, Topic
from yiguan.topics.states import TopicState
from yiguan.web.app import Yiguan
from yiguan.workflow.perform import perform

REPORT = {"text": "楼道灯坏了", "place": "井巷新村", "name": "方素琴", "phone": "13800007788", "consent": True}


def play(app: Yiguan) -> None:
    """From an empty migrated database to one in which everything is told and sealed."""
    with app.app_context():
        with transaction():
            seeds.load_foundation(contacts=True)
            db.session.add(Plenary(term_id=1, number=5, opens_on=date(2026, 1, 12)))
            key_proofs.keep(settings().keys)
        write_from_here()
        station = db.session.scalars(select(Unit).where(Unit.code == "XF")).one()
        account = an_account(Role.CONVENER, station)
        topic = _reported(station)
        _met(as_actor(account), station, topic)
        _said_besides(account)
        _are_one(as_actor(account), station)
        db.session.commit()
    _clicked(app, account)
    work_off_everything(app)


def _picture() -> Picture:
    out = BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    with DECODERS.taken() as slot:
        return normalise(out.getvalue(), slot)


def _reported(station: Unit) -> Topic:
    """A lead that became a topic, and what else may become of leads and topics."""
    lead, topic = a_settled_topic(station)
    leads.add_photos(lead, [_picture()], settings().uploads)
    perform(KEEP, lead, by=Actor("resident", id=lead.person_id), token="k" * 32)
    for state in (LeadState.NEEDS_INFO, LeadState.DECLINED, LeadState.TRANSFERRED, LeadState.WITHDRAWN):
        a_lead(station, state)
    for other in (TopicState.RETURNED, TopicState.DEFERRED, TopicState.MERGED):
        a_topic(station, other)
    supporting.support(a_resident("何秀芬"), a_lead(station))
    db.session.add(Support(topic_id=topic.id, person_id=a_resident("何秀兰").id, at=clock.now()))
    return topic


def _met(runner: Actor, station: Unit, topic: Topic) -> None:
    meeting = a_meeting_now(MeetingState.NOTIFIED, station, topics=[topic.code], co_hosts=["SZ"], tracks_exit=True)
    papers.add_paper(runner, meeting, a_content())
    a_registration(meeting, a_resident("吴桂英", "13800005566"))
    an_invitation(meeting, required=True)
    take(runner, meeting, "open")
    _came(runner, meeting)
    _kept_the_desk(runner, meeting)
    for step in ("start", "end"):
        take(runner, meeting, step)
    paper_lists.enter(runner, meeting, ["孙国强"], _picture(), settings(), folder=settings().uploads)
    perform(CLOSE, meeting, by=runner)
    with clock.at(meeting.ends_at + timedelta(hours=20)):
        jobs.thank()
    minutes_of(meeting, MinutesState.CONFIRMED)
    lead, co_unit = a_department(), a_department()
    a_recommendation(RecommendationState.ISSUED, meeting, [a_matter(unit=lead.code, co_units=[co_unit.code])])
    case = a_case(HandlingState.TRACKING)
    handling.take(case, "instruct")
    _signed_on_paper()
    (reply,) = sent_of([case.id])
    _worked_by_link()
    rated(reply, a_resident("何秀华"), Satisfaction.MOSTLY, "再快一点就好。")
    _looked_back(case)
    perform(COVER, a_publication(topic), by=an_officer(), words=topic.problem[:4])
    a_meeting(MeetingState.CANCELLED, station)
    starts_at = clock.whole_minute(clock.now()) + timedelta(days=3)
    a_meeting(MeetingState.NOTIFIED, station, starts_at=starts_at, parts=some_parts(starts_at), minutes=150)


def _looked_back(case: Handling) -> None:
    look_back, person = reported(case), a_resident("何秀华")
    say(SYSTEM, person, look_back, seen=Seen.PARTLY, note="灯还差两盏。", way=RatingWay.CALL)


def _signed_on_paper() -> None:
    """An answer with a picture that proves it, signed on a sheet."""
    case = a_case(HandlingState.IN_PROGRESS)
    handling.a_file(case, FileUse.EVIDENCE)
    for step in ("draft", "countersign", "check"):
        handling.take(case, step)
    handling.a_file(case, FileUse.SIGNED, inside=b"/Signed true")
    handling.take(case, "sign_by_scan")


def _worked_by_link() -> None:
    """A unit without an account: two clerks came in by its link, which is taken back."""
    case = a_case(HandlingState.RECEIVED)
    handling.take(case, "make_link")
    link = case_links.link_of(case)
    assert link is not None
    for name in ("许立冬", "高向南"):
        case_links.clerk_named(link, name)
    handling.take(case, "revoke_link")


def _came(runner: Actor, meeting: Meeting) -> None:
    """One stays, one is taken back, one is refused, two have one name, one leaves again."""
    a_check_in(meeting, "李秀英")
    undoing.undo(runner, meeting, a_check_in(meeting, "王建国"), reason="left")
    send(meeting, a_record(name="陈桂花"), a_record(code="认不出的码"), settings=settings())
    unclear = select(CheckIn).where(CheckIn.state == CheckInState.UNRESOLVED)
    settling.settle(runner, meeting, db.session.scalars(unclear).one(), settings=settings())
    for token in ("1" * 32, "2" * 32):
        outcome = tap.check_in(a_visit(meeting, token, "赵小梅"))
    moving.move(meeting, db.session.get_one(CheckIn, outcome.id), Way.OUT, key="left-0001")
    (burst,) = bursts.bursts_of(meeting)
    reviews.approve_burst(runner, meeting, kind=burst.kind, subject=burst.subject)


def _kept_the_desk(runner: Actor, meeting: Meeting) -> None:
    """A helper's link and a hall box's pack, both taken back; somebody has a new phone."""
    link, token = a_link(meeting)
    helper_links.let_in(link, token, pin=PIN, name="赵大妈")
    helper_links.revoke(runner, meeting, link)
    pack, key = hallbox.make_pack(runner, meeting)
    hallbox.take_along(runner, meeting, pack, packs.spelt(key))
    hallbox.revoke_pack(runner, meeting, pack)
    offering.ask(runner, meeting.unit, a_resident("胡玉兰", "13800009911"), note="手机丢了，当面认过。")


def _said_besides(account: Account) -> None:
    muting.choose(as_actor(account), {NoticeKind.DUTY})
    people.issue_token(SYSTEM, account, "read write", label="示例")
    residents.resident_on("o" * 32, as_actor(account).name)
    own_phone.claim(as_actor(account), "o" * 32)
    people.change_password(as_actor(account), account, account.password_hash or "")
    officer = as_actor(an_account(Role.OFFICER))
    entering.enter(officer, {clock.today() + timedelta(days=1): Entered(False, "大雪")})
    set_value(officer, FIRST_LOOK, 5, valid_from=clock.today() + timedelta(days=30))
    said = home.leave_feedback(text="字再大一点就好了。", name="周大爷", phone="13800002233")
    home.answer_feedback(officer, said, answer="长辈版已经放大。")


def _are_one(convener: Actor, station: Unit) -> None:
    """Two records of one person, joined by two of the staff; and a member of a sector."""
    two = a_resident("汪秀珍", "13800003344"), a_resident("汪秀真", "13800003344")
    seen_at(station, *two)
    asked = asking.ask(convener, asking.pair(convener, two[0].id, two[1].id), note="本人来站里说的。")
    officer = an_officer()
    perform(CONFIRM, get_request(officer, asked.id), by=officer)
    residents.resident_on("w" * 32, "何素芬", phone="13800004455")
    wishes.wish(holding.of_phone("w" * 32)[0])
    affiliations.enter(officer, two[0], AffiliationKind.SECTOR, "教育界", starts_on=clock.today())


def _clicked(app: Yiguan, account: Account) -> None:
    """What only a request leaves: a sign-in, and the kept answer of a keyed write."""
    browser = FlaskClient(app, app.response_class)
    assert browser.post("/sign-in", data={"username": account.username, "password": PASSWORD}).status_code == 302
    report = REPORT | {"unit": "XF"}
    program = FlaskClient(app, app.response_class)
    assert program.post("/api/v1/leads", json=report, headers={"Idempotency-Key": "k1"}).status_code == 201
