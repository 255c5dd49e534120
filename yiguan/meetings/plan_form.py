"""The form a meeting is planned and changed with: its fields, its rows, and what others stored meanwhile."""

from typing import Any

from flask import render_template, request

from yiguan.base import clock
from yiguan.meetings import parts, queries
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import Attendance, MeetingKind
from yiguan.organisation.models import Unit
from yiguan.web.forms import Form

ROWS = {"agenda": 5, "parts": 2}
MOST_ROWS = {"agenda": 40, "parts": 12}
MORE_ROWS = 3
PLAIN = ("title", "place", "capacity", "host", "minutes", "kind", "attendance")
TICKS = ("printed_code", "listed_only", "tracks_exit")


def wants_rows() -> bool:
    """Whether somebody asked for more rows; what they typed comes back."""
    return "more" in request.form


def typed(meeting: Meeting) -> dict[str, Any]:
    """The record as its form would have been filled in."""
    facts: dict[str, Any] = {name: getattr(meeting, name) for name in PLAIN}
    facts |= {name: "yes" if getattr(meeting, name) else "" for name in TICKS}
    facts["starts_at"] = clock.for_field(meeting.starts_at)
    codes = {topic.id: topic.code for topic in queries.topics_of(meeting)}
    facts |= {f"topics-{n}-code": code for n, code in enumerate(codes.values())}
    for n, item in enumerate(queries.agenda_of(meeting)):
        about = codes.get(item.topic_id or 0, "")
        facts |= {f"agenda-{n}-title": item.title, f"agenda-{n}-minutes": item.minutes, f"agenda-{n}-topic": about}
    for n, part in enumerate(part for part in parts.of(meeting) if part.title):
        facts |= {f"parts-{n}-title": part.title, f"parts-{n}-minutes": part.minutes}
        facts |= {f"parts-{n}-starts_at": clock.for_field(part.starts_at), f"parts-{n}-place": part.own_place}
    return facts


def page(unit: Unit, form: Form, meeting: Meeting | None = None, clash: bool = False) -> str:
    """Asked for more rows, it comes back with what was typed and shows no errors yet."""
    if wants_rows():
        form = Form(form.typed)
    kept = queries.topics_of(meeting) if meeting else ()
    topics = list({topic.id: topic for topic in (*kept, *queries.topics_for(unit))}.values())
    return render_template(
        "meetings/form.html",
        unit=unit,
        form=form,
        meeting=meeting,
        kinds=MeetingKind.choices(),
        attendances=Attendance.choices(),
        rows={name: _rows(form, name) for name in ROWS},
        topics=topics,
        topic_options=[(topic.code, topic.title) for topic in topics],
        ticked={value for name, value in form.typed.items() if name.startswith("topics-")},
        theirs=typed(meeting) if meeting and clash else None,
    )


def _rows(form: Form, name: str) -> int:
    used = max(form.rows(name), default=-1) + 1
    more = MORE_ROWS if request.form.get("more") == name else 0
    return min(max(ROWS[name], used + more), MOST_ROWS[name])
