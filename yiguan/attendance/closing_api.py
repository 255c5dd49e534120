"""The check-in sheet and the helper links for programs: the same acts as on the bench."""

from typing import Any

from flask import url_for

from yiguan.attendance import entry, helper_links, known, queries
from yiguan.attendance.closing import bursts, corrections, figures, reviews, settling
from yiguan.attendance.closing.close import CLOSE
from yiguan.attendance.closing_schemas import (
    LinkOut,
    LinksOut,
    NewLink,
    NewLinkOut,
    SettledOut,
    SheetOut,
    UndoneOut,
)
from yiguan.attendance.models import HelperLink
from yiguan.attendance.reception_schemas import BurstIn, BurstUndoIn, CloseIn, LinkIn, SettleIn
from yiguan.attendance.states import SAID
from yiguan.base.errors import Invalid
from yiguan.meetings.models import Meeting
from yiguan.new_phones import offering
from yiguan.new_phones import queries as moves
from yiguan.new_phones.schemas import AskIn, MoveOut
from yiguan.settings import settings
from yiguan.web.api import ApiPages, Body, versioned
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.perform import perform, require_open

pages = ApiPages("attendance_closing", "/meetings", description="签到核对: the check-in sheet, and the helpers' links.")


@pages.get("/<code>/sheet")
@pages.gives(SheetOut)
def sheet(code: str) -> dict[str, Any]:
    """Show the equation as it stands now, what waits for a person, what deserves a second look; nobody's name."""
    return _facts(entry.as_runner(code))


@pages.post("/<code>/close")
@pages.takes(versioned(CloseIn))
@pages.gives(SheetOut)
def close(body: Body, code: str) -> dict[str, Any]:
    """Close the sheet of a meeting.

    409 `unresolved` while a scan waits, 409 `unsynced` with the device's name while it has not sent everything.
    """
    meeting = entry.as_runner(code)
    require_open(CLOSE, meeting, actor())
    match_version(meeting)
    perform(CLOSE, meeting, by=actor(), **body())
    return _facts(meeting)


@pages.post("/<code>/check-ins/<int:check_in_id>/settle")
@pages.takes(SettleIn)
@pages.gives(SettledOut)
def settle(body: Body, code: str, check_in_id: int) -> dict[str, Any]:
    """Say who an unclear scan was: a person of the list, a new name, or nobody."""
    meeting = entry.as_runner(code)
    scan, data = queries.scan_of(meeting, check_in_id), body()
    if sum(map(bool, data.values())) != 1:
        raise Invalid(fields={"person": ["请给出 person、name、nothing 三项里的一项，只要一项。"]})
    data.pop("nothing")
    result = settling.settle(actor(), meeting, scan, **data, settings=settings())
    return {"result": result, "message": SAID.get(result, result.label)}


@pages.post("/<code>/bursts/approve")
@pages.takes(BurstIn)
@pages.gives(SheetOut)
def approve_burst(body: Body, code: str) -> dict[str, Any]:
    """Let a conspicuous group of scans stand."""
    meeting = entry.as_runner(code)
    reviews.approve_burst(actor(), meeting, **body())
    return _facts(meeting)


@pages.post("/<code>/bursts/undo")
@pages.takes(BurstUndoIn)
@pages.gives(UndoneOut)
def undo_burst(body: Body, code: str) -> dict[str, Any]:
    """Take a conspicuous group of scans back, with a listed reason."""
    return {"undone": reviews.undo_burst(actor(), entry.as_runner(code), **body())}


@pages.get("/<code>/helper-links")
@pages.gives(LinksOut)
def links(code: str) -> dict[str, Any]:
    """List all helper links of a meeting on one page, without their addresses."""
    return {"items": helper_links.links_of(entry.as_runner(code))}


@pages.post("/<code>/helper-links")
@pages.takes(LinkIn)
@pages.gives(NewLinkOut, 201)
def make_link(body: Body, code: str) -> NewLink:
    """Make a helper link for helpers; its address is told this once."""
    link = helper_links.make(actor(), entry.as_runner(code), **body())
    token = helper_links.token_of(link)
    return NewLink(link, settings().base_url + url_for("attendance_reception.link", link=token))


@pages.post("/<code>/helper-links/<int:link_id>/revoke")
@pages.gives(LinkOut)
def revoke_link(code: str, link_id: int) -> HelperLink:
    """Revoke a helper link."""
    meeting = entry.as_runner(code)
    link = helper_links.get_link(meeting, link_id)
    helper_links.revoke(actor(), meeting, link)
    return link


@pages.post("/<code>/people/<int:person_id>/new-phone")
@pages.takes(AskIn)
@pages.gives(MoveOut, 201)
def ask_new_phone(body: Body, code: str, person_id: int) -> dict[str, Any]:
    """Ask, with a reason, that a resident may move to another phone; there is a code once somebody else confirmed."""
    meeting = entry.as_runner(code)
    person = known.person_of(meeting, person_id)
    return moves.told(actor(), offering.ask(actor(), meeting.unit, person, **body()))


def _facts(meeting: Meeting) -> dict[str, Any]:
    balance, kept = figures.balance_of(meeting), queries.sheet_of(meeting)
    return {
        "meeting": meeting.code,
        "state": meeting.state,
        "version": meeting.version,
        "arrived": balance.came.arrived,
        "capacity": balance.capacity,
        "kinds": {str(kind): number for kind, number in balance.came.kinds.items()},
        "grades": {str(grade): number for grade, number in balance.came.grades.items()},
        "parts": [{"label": label, "arrived": number} for label, number in balance.parts],
        "lines": balance.lines,
        "total": balance.total,
        "missing": balance.missing,
        "unresolved": queries.unsettled(meeting.id),
        "bursts": [_burst(burst) for burst in bursts.bursts_of(meeting)],
        "closed": kept,
        "corrections": [
            {"at": one.at, "word": one.word, "check_in": one.row.id} for one in corrections.since(meeting, kept)
        ],
    }


def _burst(burst: bursts.Burst) -> dict[str, Any]:
    facts = {"kind": burst.kind, "subject": burst.subject, "size": burst.size, "reviewed": burst.reviewed}
    return facts | {"title": bursts.title_of(burst), "check_ins": [row.id for row in burst.rows]}
