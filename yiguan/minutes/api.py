from typing import Any

from yiguan.meetings.queries import get_meeting
from yiguan.minutes import queries, service, wording
from yiguan.minutes.models import Minutes
from yiguan.minutes.schemas import MinutesIn, MinutesOut, ReturnMinutesIn
from yiguan.people.gates import require_staff
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor, match_version

pages = ApiPages("minutes", "/minutes", description="协商纪要，按会议编号取用")


@pages.get("/<code>")
@pages.gives(MinutesOut)
def show(code: str) -> dict[str, Any]:
    """协商纪要和共识事项"""
    return _out(_found(code))


@pages.put("/<code>")
@pages.takes(MinutesIn)
@pages.gives(MinutesOut)
def save(data: dict[str, Any], code: str) -> dict[str, Any]:
    """存纪要草稿：没有就新建，有就整份换成新的；带 version，防止盖掉别人写的"""
    require_staff(actor())
    meeting = get_meeting(actor(), code)
    minutes = queries.minutes_of(actor(), meeting, lock=True)
    if minutes is None:
        return _out(service.open_minutes(actor(), meeting, **data))
    match_version(minutes)
    return _out(service.edit_minutes(actor(), minutes, **data))


@pages.post("/<code>/submit")
@pages.gives(MinutesOut)
def submit(code: str) -> dict[str, Any]:
    """交召集人核定"""
    return _out(service.submit_minutes(actor(), _matched(code)))


@pages.post("/<code>/return")
@pages.takes(ReturnMinutesIn)
@pages.gives(MinutesOut)
def return_(data: dict[str, Any], code: str) -> dict[str, Any]:
    """退回修改，要写意见"""
    return _out(service.return_minutes(actor(), _matched(code), **data))


@pages.post("/<code>/confirm")
@pages.gives(MinutesOut)
def confirm(code: str) -> dict[str, Any]:
    """定稿：内容锁住，留下 SM3 摘要；承诺要有单位和日期"""
    return _out(service.confirm_minutes(actor(), _matched(code)))


def _found(code: str) -> Minutes:
    require_staff(actor())
    return queries.get_minutes(actor(), code)


def _matched(code: str) -> Minutes:
    minutes = _found(code)
    match_version(minutes)
    return minutes


def _out(minutes: Minutes) -> dict[str, Any]:
    return {
        **wording.draft(minutes, queries.items_of(minutes)),
        "meeting": minutes.meeting.code,
        "state": minutes.state,
        "digest": minutes.digest,
        "confirmed_at": minutes.confirmed_at,
        "version": minutes.version,
    }
