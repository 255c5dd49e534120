"""The form a meeting is planned and changed with: its fields, its rows, and what others stored meanwhile."""

from typing import Any

from flask import render_template

from yiguan.base import clock
from yiguan.meetings import co_hosts, parts, queries
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import Attendance, MeetingKind
from yiguan.organisation.models import Unit
from yiguan.web.forms import Form
from yiguan.workflow.editing import rows_to_show

ROWS = {"agenda": 5, "parts": 2}
MOST_ROWS = {"agenda": 40, "parts": 12}
MORE_ROWS = 3
PLAIN = ("title", "place", "capacity", "host", "minutes", "kind", "attendance")
TICKS = ("printed_code", "listed_only", "tracks_exit")


def typed(meeting: Meeting) -> dict[str, Any]:
    """The record as its form would have been filled in."""
    facts: dict[str, Any] = {name: getattr(meeting, name) for name in PLAIN}
    facts |= {name: "yes" if getattr(meeting, name) else "" for name in TICKS}
    facts["starts_at"] = clock.for_field(meeting.starts_at)
    facts |= {f"co_host_{unit.code.lower()}": "yes" for unit in co_hosts.of(meeting)}
    codes = {topic.id: topic.code for topic in queries.topics_of(meeting)}
    facts |= {f"topics-{n}-code": code for n, code in enumerate(codes.values())}
    for n, item in enumerate(queries.agenda_of(meeting)):
        about = codes.get(item.topic_id or 0, "")
        facts |= {f"agenda-{n}-title": item.title, f"agenda-{n}-minutes": item.minutes, f"agenda-{n}-topic": about}
    for n, part in enumerate(part for part in parts.of(meeting) if part.title):
        facts |= {f"parts-{n}-title": part.title, f"parts-{n}-minutes": part.minutes}
        facts |= {f"parts-{n}-starts_at": clock.for_field(part.starts_at), f"parts-{n}-place": part.own_place}
    return facts


def page(form: Form, *, unit: Unit, meeting: Meeting | None = None, clash: bool = False) -> str:
    """A new plan of the unit, or a changed one."""
    kept = queries.topics_of(meeting) if meeting else ()
    here = co_hosts.of(meeting) if meeting else ()
    others = co_hosts.choices(unit, here)
    together = [code for code, _ in others if form.value(f"co_host_{code.lower()}")]
    ours = queries.topics_for(unit, *co_hosts.known(unit, together, here))
    topics = list({topic.id: topic for topic in (*kept, *ours)}.values())
    return render_template(
        "meetings/form.html",
        unit=unit,
        form=form,
        meeting=meeting,
        kinds=MeetingKind.choices(),
        attendances=Attendance.choices(),
        rows={
            name: len(rows_to_show(form, name, least=ROWS[name], more=MORE_ROWS, most=MOST_ROWS[name])) for name in ROWS
        },
        others=others,
        topics=topics,
        topic_options=[(topic.code, topic.title) for topic in topics],
        ticked={value for name, value in form.typed.items() if name.startswith("topics-")},
        theirs=typed(meeting) if meeting and clash else None,
    )
