from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.people import residents
from yiguan.people.gates import require_staff
from yiguan.registrations import answering, inviting, queries, rules, service
from yiguan.registrations.lines import Row
from yiguan.registrations.models import Registration
from yiguan.registrations.schemas import NewRegistrationIn, NoteIn, RegistrationOut
from yiguan.registrations.service import STAFF_ACTS
from yiguan.registrations.states import RegistrationState
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import Page, paginate
from yiguan.web.surfaces import actor, match_version

pages = ApiPages("registrations", "/meetings", description="邀请与报名")


@pages.get("/<code>/registrations")
def index(code: str) -> ResponseReturnValue:
    meeting, asked = _mine(code), request.args.get("state", "")
    state = next((state for state in RegistrationState if state.value == asked), None)
    if asked and state is None:
        raise Invalid(fields={"state": [f"请从这几项里选：{'、'.join(map(str, RegistrationState))}。"]})
    page = paginate(queries.guests(meeting.id, state))
    return listing(Page([_facts(line) for line in page.items], page.number, page.total), RegistrationOut)


@pages.post("/<code>/registrations")
@pages.takes(NewRegistrationIn)
@pages.gives(RegistrationOut, 201)
def create(data: dict[str, Any], code: str) -> dict[str, Any]:
    """Invites somebody (`invited`), or signs somebody up who wants to come: a seat, or a place in the queue."""
    meeting, name, phone = _mine(code), data["name"], data["phone"]
    if data["invited"]:
        row = Row(1, name, phone, data["unit_name"])
        return _facts(inviting.invite_row(actor(), meeting, row, side=data["side"], required=data["required"]))
    person = residents.resident_at_desk(name, phone=phone)
    return _facts(answering.sign_up(actor(), meeting, person, side=data["side"], unit_name=data["unit_name"]))


@pages.get("/<code>/registrations/<int:registration_id>")
@pages.gives(RegistrationOut)
def show(code: str, registration_id: int) -> dict[str, Any]:
    return _facts(queries.get_registration(_mine(code), registration_id))


@pages.post(
    "/<code>/registrations/<int:registration_id>/"
    '<any(accept,decline,"ask-leave",withdraw,"grant-leave","refuse-leave",remove,"invite-again","renew-code"):action>'
)
@pages.takes(NoteIn)
@pages.gives(RegistrationOut)
def act(data: dict[str, Any], code: str, registration_id: int, action: str) -> dict[str, Any]:
    """An answer taken by telephone, or an act of whoever runs the meeting."""
    line, action = queries.get_registration(_mine(code), registration_id), action.replace("-", "_")
    match_version(line)
    return _facts({**answering.OWN_ACTS, **STAFF_ACTS}[action](actor(), line, note=data["note"]))


def _mine(code: str) -> Meeting:
    require_staff(actor())
    meeting = get_meeting(actor(), code)
    require(rules.can_manage(actor(), meeting))
    return meeting


def _facts(line: Registration) -> dict[str, Any]:
    return {**vars(line), "name": service.shown_name(line.person)}
