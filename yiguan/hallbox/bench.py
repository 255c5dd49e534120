"""One address on two sides: the platform makes packs here, the box sends its check-ins home."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Conflict, Invalid, NotFound, require
from yiguan.hallbox import delivery, packs, queries, rules, sending, service
from yiguan.hallbox.models import BoxPack, HallBox
from yiguan.hallbox.schemas import DownloadIn, PackIn, SendIn
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.settings import settings
from yiguan.store.db import reading
from yiguan.web.downloads import as_file
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, remember

pages = Pages("hallbox", "bench", "/bench/meetings")


@pages.get("/<code>/hall-box")
def show(code: str) -> str:
    meeting, box = _found(code), queries.the_box()
    return _send_page(meeting, box, blank_form()) if box else _packs_page(meeting)


@pages.post("/<code>/hall-box")
def make(code: str) -> str:
    """Answers with the page itself, which shows the key this once."""
    meeting = _at_home(code)
    pack, key = service.make_pack(actor(), meeting)
    return _packs_page(meeting, pack, packs.spelt(key))


@pages.post("/<code>/hall-box/download")
def download(code: str) -> ResponseReturnValue:
    meeting, form = _at_home(code), read_form(DownloadIn)
    pack = queries.get_pack(meeting, form.value("pack"))
    if not form.ok:
        return _packs_page(meeting, form=form), 422
    try:
        blob = service.take_along(actor(), meeting, pack, form.data["key"])
    except Invalid as refusal:
        return _packs_page(meeting, form=form.take(refusal)), 422
    return as_file(blob, "application/octet-stream", f"yiguan-{meeting.code}-{pack.code}.box")


@pages.post("/<code>/hall-box/revoke")
def revoke(code: str) -> ResponseReturnValue:
    meeting, form = _at_home(code), read_form(PackIn)
    changed = service.revoke_pack(actor(), meeting, queries.get_pack(meeting, form.value("pack")))
    flash("会场包收回了，拿着它的电脑马上就送不回签到。", "done")
    if changed:
        flash("这场会的码都换了。请重新打印海报，请名单上的人重新打开报名页，看新的个人码。", "soon")
    return redirect(url_for(".show", code=meeting.code))


@pages.post("/<code>/hall-box/send")
def send(code: str) -> ResponseReturnValue:
    """Sends the check-ins home. Everything is read before the request, so that no transaction waits for the network."""
    with reading():
        meeting, box = _found(code), queries.the_box()
        form = read_form(SendIn)
        if box is None:
            raise NotFound()
        home = sending.home_of(box, meeting, form.value("to"))
        parcel = sending.pack_up(box, meeting)
    answered, trouble = sending.deliver(parcel, home.post)
    service.keep_answers(actor(), box, answered)
    if trouble:
        remember()
        form.refuse("to", trouble)
        return _send_page(meeting, box, form), 502
    flash("送到了。平台怎么回答的，下面写着。", "done")
    return redirect(url_for(".show", code=meeting.code))


def _found(code: str) -> Meeting:
    meeting = get_meeting(actor(), code)
    require(can_run(actor(), meeting), whom_to_ask(meeting.unit))
    return meeting


def _at_home(code: str) -> Meeting:
    meeting = _found(code)
    if settings().is_box:
        raise Conflict("这台电脑就是会场盒子。会场包要在平台上做，请连上互联网，登录平台。", code="only_at_home")
    return meeting


def _packs_page(meeting: Meeting, new: BoxPack | None = None, key: str = "", form: Form | None = None) -> str:
    made = queries.packs_of(meeting)
    return render_template(
        "hallbox/packs.html",
        meeting=meeting,
        packs=made,
        alive=[(one.code, one.code) for one in made if one.is_alive],
        new=new,
        key=key,
        form=form or blank_form(),
        may=rules.takes_packs(meeting),
    )


def _send_page(meeting: Meeting, box: HallBox, form: Form) -> str:
    home = sending.home_of(box, meeting)
    return render_template(
        "hallbox/send.html",
        meeting=meeting,
        box=box,
        folder=settings().instance.name,
        home=home.url,
        form=form,
        told=delivery.of(meeting.id),
    )
