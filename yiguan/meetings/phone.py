from flask import render_template

from yiguan.meetings import agenda, co_hosts, parts, queries
from yiguan.people import device_cookie, joining
from yiguan.web.surfaces import Pages
from yiguan.workflow.sections import came

pages = Pages("meetings", "phone")


@pages.get("/meetings/<code>")
def show(code: str) -> str:
    """The meeting for everybody, once it is announced; it names no one who comes."""
    meeting = queries.public_meeting(code)
    here = joining.records_on(device_cookie.sent())
    return render_template(
        "meetings/public.html",
        meeting=meeting,
        unit=meeting.unit,
        is_here=bool(came(meeting.id, here)),
        held_by=co_hosts.named(meeting),
        parts=parts.of(meeting),
        slots=agenda.slots(meeting, queries.agenda_of(meeting)),
        topics=queries.planned_for(meeting),
    )
