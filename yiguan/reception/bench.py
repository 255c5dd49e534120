from collections.abc import Iterable

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.pictures import Picture, PictureRefused, normalise
from yiguan.kernel import qr, storage
from yiguan.kernel.errors import Conflict, Invalid, NotFound, require
from yiguan.kernel.forms import Form, blank_form, read_form
from yiguan.kernel.text import hall_name
from yiguan.kernel.web import Pages, actor, match_version, settings
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.states import MEETING_FLOW
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.people import raw_scans
from yiguan.people.queries import names_of
from yiguan.reception import figures, policy, queries, service
from yiguan.reception.schemas import BurstIn, BurstUndoIn, CloseIn, LinkIn, PaperIn, SettleIn, WhichIn
from yiguan.reception.states import CLOCK, CORRECTION, OLD

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
    names = _masked(line.operator_id for line in facts["lines"])
    back = url_for(".sheet", code=meeting.code)
    closer = names_of([kept.closed_by]).get(kept.closed_by or 0, "") if kept else ""
    return render_template(
        "reception/print.html", meeting=meeting, kept=kept, names=names, back=back, closer=closer, **facts
    )


@pages.get("/<code>/sheet/<int:check_in_id>")
def ask_settle(code: str, check_in_id: int) -> str:
    return _settle_page(_run(code), check_in_id, blank_form())


@pages.post("/<code>/sheet/<int:check_in_id>")
def settle(code: str, check_in_id: int) -> ResponseReturnValue:
    meeting, form = _run(code), read_form(SettleIn)
    if not form.ok:
        return _settle_page(meeting, check_in_id, form), 422
    try:
        service.settle(actor(), meeting, queries.scan_of(meeting, check_in_id), **form.data, settings=settings())
    except Invalid as refusal:
        return _settle_page(meeting, check_in_id, form.take(refusal)), 422
    flash("核对好了一条。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/bursts/approve")
def approve_burst(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), _told(read_form(BurstIn))
    service.approve_burst(actor(), meeting, **form.data)
    flash("记下了：这几个人签得没问题。", "done")
    return redirect(url_for(".sheet", code=meeting.code))


@pages.post("/<code>/bursts/undo")
def undo_burst(code: str) -> ResponseReturnValue:
    meeting, form = _run(code), _told(read_form(BurstUndoIn))
    number = service.undo_burst(actor(), meeting, **form.data)
    flash(f"撤销了 {number} 条，记录还留着。人要是在会场，可以再签。", "done")
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
    meeting, form = _run(code), _told(read_form(WhichIn))
    service.revoke_link(actor(), meeting, queries.get_link(meeting, form.data["link"]))
    flash("链接收回了，马上就不能再用。", "done")
    return redirect(url_for(".links", code=meeting.code))


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
        actor(), meeting, form.data["names"], picture, settings(), folder=settings().uploads
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


def _told(form: Form) -> Form:
    """For forms that a page fills in by itself: what does not fit is no typing error."""
    if not form.ok:
        raise Invalid(fields={name: [sentence] for name, sentence in form.errors.items()})
    return form


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


def _masked(person_ids: Iterable[int | None]) -> dict[int, str]:
    return {number: hall_name(name) for number, name in names_of(person_ids).items()}


def _sheet_page(meeting: Meeting, refusal: Conflict | None = None) -> str:
    balance, bursts = figures.balance_of(meeting), figures.bursts_of(meeting)
    waiting, marked = queries.unsettled(meeting.id), queries.marked(meeting.id, CORRECTION, OLD, CLOCK)
    raw = raw_scans.texts_of(row.id for row in waiting)
    people = [row.person_id for burst in bursts for row in burst.rows]
    people += [line.operator_id for line in balance.lines] + [row.person_id for row in marked]
    return render_template(
        "reception/sheet.html",
        meeting=meeting,
        balance=balance,
        names=_masked(people),
        bursts=[(burst, figures.title_of(burst)) for burst in bursts],
        waiting=waiting,
        raw=raw,
        alike=queries.alike(meeting, settings().keys, raw.values()),
        marks={mark: [row for row in marked if row.mark == mark] for mark in (CORRECTION, OLD, CLOCK)},
        kept=queries.sheet_of(meeting),
        closable=MEETING_FLOW.allows("close", meeting.state),
        reasons=[(reason.code, reason.label) for reason in reasons(ReasonKind.CHECKIN_UNDO)] if bursts else [],
        refusal=refusal,
    )


def _settle_page(meeting: Meeting, check_in_id: int, form: Form) -> str:
    row, typed = queries.scan_of(meeting, check_in_id), request.args.get("q", "")[:40]
    raw = raw_scans.texts_of([row.id]).get(row.id, "")
    return render_template(
        "reception/settle.html",
        meeting=meeting,
        row=row,
        form=form,
        typed=typed,
        raw=raw,
        alike=queries.alike(meeting, settings().keys, [raw]).get(raw, []),
        hits=queries.search(meeting, settings().keys, typed),
    )


def _links_page(meeting: Meeting, form: Form) -> str:
    key, alive = settings().keys.code, []
    for link in filter(service.is_alive, queries.links_of(meeting)):
        address = settings().base_url + url_for("reception_reception.link", link=service.link_token(key, link))
        alive.append((link, address, qr.draw(address)))
    return render_template("reception/links.html", meeting=meeting, form=form, links=alive, most=service.MOST_TRIES)


def _paper_page(meeting: Meeting, form: Form) -> str:
    papers, may = queries.papers_of(meeting), policy.takes_paper(meeting)
    return render_template("reception/paper.html", meeting=meeting, form=form, papers=papers, may=may)
