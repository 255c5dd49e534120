from sqlalchemy import Select

from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.rules import whom_to_ask
from yiguan.people import residents
from yiguan.registrations import inviting, queries, rules
from yiguan.registrations.lines import Row
from yiguan.registrations.models import Registration
from yiguan.registrations.schemas import NewRegistrationIn, RegistrationOut, RegistrationsIn
from yiguan.registrations.signing_up import sign_up
from yiguan.web.api import ApiPages, Body, read_query
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api

pages = ApiPages(
    "registrations", "/meetings", description="邀请与报名: who is on the list of a meeting, and their seats."
)


@pages.get("/<code>/registrations")
@pages.lists(RegistrationOut, RegistrationsIn)
def index(code: str) -> Select[Registration]:
    """List everybody on the list of a meeting; those who withdrew only when asked for by `state`."""
    meeting = _meeting(code)
    return queries.guests(meeting.id, read_query(RegistrationsIn).get("state"))


@pages.post("/<code>/registrations")
@pages.takes(NewRegistrationIn)
@pages.gives(RegistrationOut, 201)
def create(body: Body, code: str) -> Registration:
    """Invite somebody (`invited`), or sign somebody up who wants to come: a seat, or a place in the queue."""
    meeting = _meeting(code)
    data = body()
    name = data["name"]
    phone = data["phone"]
    if data["invited"]:
        row = Row(1, name, phone, data["unit_name"])
        return inviting.invite_row(actor(), meeting, row, side=data["side"], required=data["required"])
    person = residents.resident_at_desk(name, phone=phone)
    return sign_up(actor(), meeting, person, side=data["side"], unit_name=data["unit_name"])


@pages.get("/<code>/registrations/<int:registration_id>")
@pages.gives(RegistrationOut)
def show(code: str, registration_id: int) -> Registration:
    """Show one line of the list."""
    return _found(actor(), code, registration_id)


def _meeting(code: str) -> Meeting:
    meeting = get_meeting(actor(), code)
    require(rules.can_manage(actor(), meeting), whom_to_ask(meeting.unit))
    return meeting


def _found(who: Actor, code: str, registration_id: int) -> Registration:
    return queries.get_registration(_meeting(code), registration_id)


act_api(pages, "/<code>/registrations/<int:registration_id>", Registration, find=_found, gives=RegistrationOut)
