from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.pictures import Picture, PictureRefused, normalise
from yiguan.checkin.states import CLOCK, OLD
from yiguan.kernel import qr, storage
from yiguan.kernel.errors import Conflict, Invalid, NotFound, require
from yiguan.kernel.forms import Form, blank_form, read_form, told
from yiguan.kernel.text import hall_name
from yiguan.kernel.web import Pages, actor, match_version, settings
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.states import MEETING_FLOW
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.people import new_phone, raw_scans, vault
from yiguan.people.queries import names_of
from yiguan.reception import bursts, corrections, figures, known, policy, queries, service
from yiguan.reception.schemas import BurstIn, BurstUndoIn, CloseIn, LinkIn, PaperIn, SettleIn, WhichIn
from yiguan.reception.states import DOUBLE

pages = Pages("reception", "bench", "/bench/meetings")


@pages.get("/<code>/sheet")
def sheet(code: str) -> str:
    """The equation as it stands now; after closing, beside the figures as they were."""
    return _sheet_page(_run(code))


@pages.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), read_form(CloseIn)
    match_version(meeting)
    try:
        service.close_meeting(actor(), meeting, **form.data)
    except Conflict as refusal:
        if refusal.code not in ("unresolved", "unsynced"):
            raise
        return _sheet_page(meeting, refusal), 409
    flash("签到核定了，人数就以这个为准。后面再送到的，写明是补记。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.get("/<code>/sheet/print")
def print_sheet(code: str) -> str:
    """On paper: once closed, the figures of that moment for good."""
    meeting = _run(code)
    kept = queries.sheet_of(meeting)
    facts = figures.from_json(kept.figures if kept else figures.balance_of(meeting).as_json())
    names = known.hall_names(line.operator_id for line in facts["lines"])
    back = url_for(".sheet", code=meeting.code)
    closer = names_of([kept.closed_by]).get(kept.closed_by or 0, "") if kept else ""
    facts |= {
        "kept": kept,
        "closer": closer,
    }
    return render_template("reception/print.html", meeting=meeting, names=names, back=back, **facts)


@pages.get("/<code>/sheet/<int:check_in_id>")
def ask_settle(code: str, check_in_id: int) -> str:
    return _settle_page(_run(code), check_in_id, blank_form())


@pages.post("/<code>/sheet/<int:check_in_id>")
def settle(code: str, check_in_id: int) -> ResponseReturnValue:
    meeting, form = _run(code), read_form(SettleIn)
    if form.ok and not any(form.data.values()):
        form.refuse("name", "请写姓名，再点“算到会”；真认不出，点下面的“不算到会”。")
    if not form.ok:
        return _settle_page(meeting, check_in_id, form), 422
    who = {name: form.data[name] for name in ("person", "name")}
    try:
        service.settle(actor(), meeting, queries.scan_of(meeting, check_in_id), **who, settings=settings())
    except Invalid as refusal:
        return _settle_page(meeting, check_in_id, form.take(refusal)), 422
    flash("核对好了一条。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/bursts/approve")
def approve_burst(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), told(read_form(BurstIn))
    service.approve_burst(actor(), meeting, **form.data)
    flash("记下了：这几个人签得没问题。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/bursts/undo")
def undo_burst(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), told(read_form(BurstUndoIn))
    number = service.undo_burst(actor(), meeting, **form.data)
    flash(f"撤销了 {number} 条，记录还留着。人要是在会场，可以再签。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/sheet/<int:check_in_id>/undo")
def undo_double(code: str, check_in_id: int) -> ResponseReturnValue:
    """Two who are one: one of their check-ins goes."""
    meeting = _run(code)
    service.undo(actor(), meeting, queries.scan_of(meeting, check_in_id), reason=DOUBLE)
    flash("撤销了一条，记录还留着。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.get("/<code>/helper-links")
def links(code: str) -> str:
    return _links_page(_run(code), blank_form())


@pages.post("/<code>/helper-links")
def make_link(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), read_form(LinkIn)
    if not form.ok:
        return _links_page(meeting, form), 422
    service.make_link(actor(), meeting, **form.data, settings=settings())
    flash("协助链接做好了。让帮忙的人扫这个码，口令当面告诉他。", "done")
    return redirect(url_for(".links", code=meeting.code))


@pages.post("/<code>/helper-links/revoke")
def revoke_link(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), told(read_form(WhichIn))
    service.revoke_link(actor(), meeting, queries.get_link(meeting, form.data["link"]))
    flash("链接收回了，马上就不能再用。", "done")
    return redirect(url_for(".links", code=meeting.code))


@pages.get("/<code>/people/<int:person_id>/new-phone")
def new_phone_of(code: str, person_id: int) -> str:
    """Before the code is asked for, while it lives, and when it was used or has ended."""
    meeting = _run(code)
    guest = known.person_of(meeting, person_id)
    move = new_phone.living(guest.id)
    secret = new_phone.code_of(move) if move else ""
    return render_template(
        "reception/new_phone.html",
        meeting=meeting,
        guest=guest,
        name=hall_name(vault.name_of(guest)),
        move=move,
        spelt=f"{secret[:4]} {secret[4:]}",
        drawing=qr.draw(new_phone.address_of(secret, settings())) if secret else None,
    )


@pages.post("/<code>/people/<int:person_id>/new-phone")
def offer_new_phone(code: str, person_id: int) -> ResponseReturnValue:
    meeting = _run(code)
    service.offer_new_phone(actor(), meeting, known.person_of(meeting, person_id))
    return redirect(url_for(".new_phone_of", code=meeting.code, person_id=person_id))


@pages.get("/<code>/paper")
def paper(code: str) -> str:
    return _paper_page(_run(code), blank_form())


@pages.post("/<code>/paper")
def enter_paper(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), read_form(PaperIn)
    picture = _picture(form)
    if not form.ok or picture is None:
        return _paper_page(meeting, form), 422
    done, alike = service.enter_paper(
        actor(), meeting, form.data["names"], picture, settings(), folder=settings().uploads, part=form.data["part"]
    )
    more = f"其中 {alike} 位和已经到会的人同名，请核对是不是重了；重了的可以撤销。" if alike else ""
    flash(f"补录了 {len(done)} 位，名单的照片一起存着。{more}", "soon" if alike else "done")
    return redirect(url_for(".paper", code=meeting.code))


@pages.get("/<code>/paper/<int:position>")
def picture(code: str, position: int) -> ResponseReturnValue:
    papers = queries.papers_of(_run(code))
    if not 1 <= position <= len(papers):
        raise NotFound("没有这张名单。")
    found = papers[position - 1].attachment
    return send_file(storage.path_of(settings().uploads, found.name), mimetype=found.media_type)


def _run(code: str) -> Meeting:
    meeting = get_meeting(actor(), code)
    require(policy.can_run(actor(), meeting))
    return meeting


def _picture(form: Form) -> Picture | None:
    file = request.files.get("picture")
    if file is None or not file.filename:
        form.refuse("picture", "请拍一张签好名的名单，一起交上来。")
        return None
    try:
        return normalise(file.read())
    except PictureRefused as refusal:
        form.refuse("picture", refusal.message)
        return None


def _sheet_page(meeting: Meeting, refusal: Conflict | None = None) -> str:
    balance, found = figures.balance_of(meeting), bursts.bursts_of(meeting)
    waiting, kept = queries.unsettled(meeting.id), queries.sheet_of(meeting)
    later, raw = corrections.since(meeting, kept), raw_scans.texts_of(row.id for row in waiting)
    rows = [row for burst in found for row in burst.rows]
    listed = reasons(ReasonKind.CHECKIN_UNDO) if any(not burst.alike for burst in found) else []
    people = [row.person_id for row in rows]
    people += [line.operator_id for line in balance.lines] + [correction.row.person_id for correction in later]
    return render_template(
        "reception/sheet.html",
        meeting=meeting,
        balance=balance,
        names=known.hall_names(people),
        bursts=[(burst, bursts.title_of(burst)) for burst in found],
        places=figures.places_of(balance, rows),
        waiting=waiting,
        raw=raw,
        alike=known.alike(meeting, settings().keys, raw.values()),
        odd=queries.marked(meeting.id, OLD, CLOCK),
        later=later,
        kept=kept,
        closable=MEETING_FLOW.allows("close", meeting.state),
        reasons=[(reason.code, reason.label) for reason in listed],
        refusal=refusal,
    )


def _settle_page(meeting: Meeting, check_in_id: int, form: Form) -> str:
    row, typed = queries.scan_of(meeting, check_in_id), request.args.get("q", "")[:40]
    raw = raw_scans.texts_of([row.id]).get(row.id, "")
    return render_template(
        "reception/settle.html",
        meeting=meeting,
        row=row,
        settled=queries.settling(meeting.id, [row.id]).get(row.id),
        form=form,
        typed=typed,
        raw=raw,
        alike=known.alike(meeting, settings().keys, [raw]).get(raw, []),
        hits=known.search(meeting, settings().keys, typed),
    )


def _links_page(meeting: Meeting, form: Form) -> str:
    key, alive = settings().keys.code, []
    for link in filter(service.is_alive, queries.links_of(meeting)):
        address = settings().base_url + url_for("reception_reception.link", link=service.link_token(key, link))
        alive.append((link, address, qr.draw(address)))
    return render_template("reception/links.html", meeting=meeting, form=form, links=alive, most=service.MOST_TRIES)


def _paper_page(meeting: Meeting, form: Form) -> str:
    papers, may = queries.papers_of(meeting), policy.takes_paper(meeting)
    facts = {"papers": papers, "may": may, "parts": parts.of(meeting)}
    return render_template("reception/paper.html", meeting=meeting, form=form, **facts)
