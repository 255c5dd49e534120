"""What is sent to every address, and the records of the sample district that stand in the addresses."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product

from sqlalchemy import ScalarSelect, Select, case, exists, select
from sqlalchemy.orm import contains_eager
from werkzeug.test import TestResponse

from tests.measuring import lines_of, pages_of
from tests.structure.test_routes import ARGUMENT
from yiguan.documents import papers
from yiguan.handling.models import Handling, Reply
from yiguan.joins.models import JoinRequest
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting, MeetingPaper
from yiguan.meetings.states import MeetingState
from yiguan.new_phones.models import PhoneMove
from yiguan.organisation.models import Unit
from yiguan.people.models import Appointment
from yiguan.recommendations.models import Recommendation
from yiguan.registrations.models import Registration
from yiguan.store.db import db
from yiguan.topics.models import Topic

NASTY = "\x00 \u3164<script>alert(1)</script>'\"\\ 😀\u202e" + "长" * 300
FIELDS = """
text title name phone place field unit reason note problem affected source level kind starts_at
minutes capacity attendance host topics agenda-0-title agenda-0-minutes items-0-kind items-0-text
items-0-unit items-0-co_units items-0-due_on summary addressee password code tail receipt version once until into why
public_name channel number person other q note
""".split()  # noqa: SIM905 - a list of forty literals reads worse
BODIES = [
    {},
    {**dict.fromkeys(FIELDS, NASTY), "text": NASTY + "长" * 10_000},
    dict.fromkeys(FIELDS, "-1"),
    dict.fromkeys(FIELDS, "   \u200b "),
]
JSONS = [
    {},
    [],
    {"text": NASTY, "title": [1], "version": "x"},
    dict.fromkeys([*FIELDS, "version"], 10**30),
    dict.fromkeys(FIELDS, 2**63),
    {key: {"a": []} for key in ("text", "unit", "receipt", "name")},
]


def values_at(unit: str) -> dict[str, object]:
    """Real records of one station for every argument an address takes."""
    at = select(Unit.id).where(Unit.code == unit).scalar_subquery()
    lead = db.session.scalars(select(Lead).where(Lead.unit_id == at).order_by(Lead.id.desc()).limit(1)).one()
    topic = db.session.scalars(select(Topic).where(Topic.unit_id == at).order_by(Topic.id).limit(1)).one()
    meeting = db.session.scalars(select(Meeting).where(Meeting.unit_id == at).order_by(Meeting.id).limit(1)).one()
    advice = db.session.scalars(select(Recommendation).where(Recommendation.unit_id == at).limit(1)).one()
    held = db.session.scalars(select(Appointment).where(Appointment.unit_id == at).order_by(Appointment.id)).first()
    assert held is not None
    db.session.remove()
    return {
        "lead_id": lead.id,
        "receipt": lead.receipt,
        "topic_id": topic.id,
        "recommendation_id": advice.id,
        "reply_id": 1,
        "look_back_id": 1,
        "look_id": 1,
        "evidence_id": 1,
        "handling_id": db.session.scalars(asked_by(at)).first(),
        "version": 1,
        "check_in_id": 1,
        "registration_id": 1,
        "feedback_id": 1,
        "file_id": 1,
        "position": 0,
        "unit": unit,
        "unit_code": unit,
        "link": "nothing",
        "token": "nothing",
        "link_id": 1,
        "person_id": held.person_id,
        "appointment_id": held.id,
        "join_request_id": db.session.scalars(select(JoinRequest.id)).one(),
        "alias_id": 1,
        "phone_move_id": db.session.scalars(select(PhoneMove.id)).one(),
        "sign_in_id": 1,
        "token_id": 1,
        "account_id": 1,
        "year": 2026,
        "term_number": 2,
        "parameter": "first-look-days",
        "wording": "notice-lead-asked",
        "reason_id": 1,
        "field_id": 1,
        "topics_code": topic.code,
        "code": meeting.code,
    }


def asked_by(unit: ScalarSelect[int]) -> Select[int]:
    """The cases of what this unit's recommendations ask for, those with an answer first."""
    begun = exists().where(Reply.handling_id == Handling.id)
    return select(Handling.id).where(Handling.sender_id == unit).order_by(case((begun, 0), else_=1), Handling.id)


def values_to_come() -> dict[str, object]:
    """The same with a meeting that has a list of guests, and somebody on it."""
    line = select(Registration.id, Meeting.code).join(Registration.meeting).order_by(Registration.id).limit(1)
    registration_id, code = db.session.execute(line).one()
    return {**values_at("XF"), "code": code, "registration_id": registration_id}


def meeting_with_paper() -> Meeting:
    """The announced meeting to which conftest.py invites the members of WXH, whoever else is on its list."""
    paper = select(Meeting).join(MeetingPaper).join(Meeting.unit).options(contains_eager(Meeting.unit))
    announced = paper.where(Meeting.state == MeetingState.NOTIFIED, MeetingPaper.withdrawn_at.is_(None))
    meeting = db.session.scalars(announced.order_by(Meeting.id)).first()
    assert meeting is not None
    return meeting


def values_invited() -> dict[str, object]:
    """The same with a meeting that members are asked to and that has a paper."""
    return {**values_at("XF"), "code": meeting_with_paper().code, "position": 1}


def addresses(rule, values) -> list[str]:
    """The rule with real records in place of its arguments; every branch of each `any`."""
    code = values["topics_code"] if "topic" in rule.endpoint or "publishing" in rule.endpoint else values["code"]
    branches = [[o.strip("\"' ") for o in options.split(",")] for options in re.findall(r"<any\(([^)]*)\)", rule.rule)]

    def fill(chosen: Iterator[str]) -> str:
        def one(m: re.Match[str]) -> str:
            name = m[0].rpartition(":")[2].strip("<>")
            return next(chosen) if m[1] == "any" else str({**values, "code": code}[name])

        return re.sub(ARGUMENT, one, rule.rule)

    return [fill(iter(chosen)) for chosen in product(*branches)]


def told_by(answer: TestResponse) -> str:
    """What a person reads in it, also in the file of a paper."""
    if answer.mimetype == papers.FORMATS["docx"]:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    if answer.mimetype == papers.FORMATS["pdf"]:
        return "".join(line for page in pages_of(answer.data) for line in lines_of(page))
    return answer.get_data(as_text=True)
