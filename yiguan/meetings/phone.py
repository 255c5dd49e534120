from flask import render_template

from yiguan.meetings import agenda, co_hosts, parts, queries
from yiguan.web.surfaces import Pages

pages = Pages("meetings", "phone")


@pages.get("/meetings/<code>")
def show(code: str) -> str:
    """The meeting for everybody, once it is announced; it names no one who comes."""
    meeting = queries.public_meeting(code)
    return render_template(
        "meetings/public.html",
        meeting=meeting,
        unit=meeting.unit,
        held_by=co_hosts.named(meeting),
        parts=parts.of(meeting),
        slots=agenda.slots(meeting, queries.agenda_of(meeting)),
        topics=queries.planned_for(meeting),
    )
