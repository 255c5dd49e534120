"""Bench pages for the check-in desk: helper links, a new phone for somebody, paper lists."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_pictures
from yiguan.attachments.pictures import MAX_BYTES
from yiguan.attachments.service import is_there
from yiguan.attachments.serving import show_picture
from yiguan.attendance import entry, helper_links, known, queries, rules
from yiguan.attendance.doors import paper_lists
from yiguan.attendance.reception_schemas import LinkIn, PaperIn, WhichIn
from yiguan.base import qr
from yiguan.base.errors import NotFound
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.new_phones import offering
from yiguan.new_phones import queries as moves
from yiguan.new_phones.schemas import AskIn
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import hall_name
from yiguan.settings import settings
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form, told
from yiguan.web.sizes import takes_files
from yiguan.web.surfaces import Pages, actor

pages = Pages("attendance_reception", "bench", "/bench/meetings")


@pages.get("/<code>/helper-links")
def links(code: str) -> str:
    return _links_page(entry.as_runner(code), blank_form())


@pages.post("/<code>/helper-links")
def make_link(code: str) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    form = read_form(LinkIn)
    if not form.ok:
        return _links_page(meeting, form), 422
    helper_links.make(actor(), meeting, **form.data)
    flash("协助链接做好了。让帮忙的人扫这个码，口令当面告诉他。", "done")
    return redirect(url_for(".links", code=meeting.code))


@pages.post("/<code>/helper-links/revoke")
def revoke_link(code: str) -> ResponseReturnValue:
    meeting = entry.as_runner(code)
    form = told(read_form(WhichIn))
    helper_links.revoke(actor(), meeting, helper_links.get_link(meeting, form.data["link"]))
    flash("链接收回了，马上就不能再用。", "done")
    return redirect(url_for(".links", code=meeting.code))


@pages.get("/<code>/people/<int:person_id>/new-phone")
def new_phone_of(code: str, person_id: int) -> str:
    meeting = entry.as_runner(code)
    return _new_phone_page(meeting, known.person_of(meeting, person_id), blank_form())


@pages.post("/<code>/people/<int:person_id>/new-phone")
def ask_new_phone(code: str, person_id: int) -> ResponseReturnValue:
    """Asks for somebody of this meeting; another person confirms before there is a code."""
    meeting = entry.as_runner(code)
    person = known.person_of(meeting, person_id)
    form = read_form(AskIn)
    if not form.ok:
        return _new_phone_page(meeting, person, form), 422
    move = offering.ask(actor(), meeting.unit, person, **form.data)
    return redirect(url_for("new_phones_bench.show", phone_move_id=move.id))


def _new_phone_page(meeting: Meeting, person: Person, form: Form) -> str:
    return render_template(
        "attendance/new_phone.html",
        meeting=meeting,
        guest=person,
        name=hall_name(vault.name_of(person)),
        form=form,
        latest=moves.latest_of(actor(), person.id),
    )


@pages.get("/<code>/paper")
def paper(code: str) -> str:
    return _paper_page(entry.as_runner(code), blank_form())


@pages.post("/<code>/paper")
@takes_files(MAX_BYTES)
def enter_paper(code: str) -> ResponseReturnValue:
    with reading():
        entry.as_runner(code)
    form = read_form(PaperIn)
    pictures = read_pictures(form, ["picture"])
    if form.ok and not pictures:
        form.refuse("picture", "请拍一张签好名的名单，一起交上来。")
    meeting = entry.as_runner(code)
    if not form.ok:
        return _paper_page(meeting, form), form.status
    facts = {"folder": settings().uploads, "part": form.data["part"]}
    done, alike = paper_lists.enter(actor(), meeting, form.data["names"], pictures[0], settings(), **facts)
    more = f"其中 {alike} 位，到会的人里已经有同名的，请核对是不是重了；重了的可以撤销。" if alike else ""
    flash(f"补录了 {len(done)} 位，名单的照片一起存着。{more}", "soon" if alike else "done")
    return redirect(url_for(".paper", code=meeting.code))


@pages.get("/<code>/paper/<int:position>")
def picture(code: str, position: int) -> ResponseReturnValue:
    papers = queries.papers_of(entry.as_runner(code))
    if not 1 <= position <= len(papers):
        raise NotFound("没有这张名单。")
    found = papers[position - 1].attachment
    if not is_there(found, settings().uploads):
        raise NotFound("这张名单的照片过了保存的期限，照规定已经删除；录下的人数还在。")
    return show_picture(found)


def _links_page(meeting: Meeting, form: Form) -> str:
    shown = []
    alive = list(filter(helper_links.is_alive, helper_links.links_of(meeting)))
    helpers = helper_links.helpers_by(alive)
    names = known.hall_names(number for numbers in helpers.values() for number in numbers)
    for link in alive:
        token = helper_links.token_of(link)
        address = settings().base_url + url_for("attendance_reception.link", link=token)
        who = list(dict.fromkeys(names[number] for number in helpers[link.id] if number in names))
        shown.append((link, address, qr.draw(address), who))
    facts = {"links": shown, "most": helper_links.MOST_TRIES}
    return render_template("attendance/links.html", meeting=meeting, form=form, **facts)


def _paper_page(meeting: Meeting, form: Form) -> str:
    return render_template(
        "attendance/paper.html",
        meeting=meeting,
        form=form,
        papers=queries.papers_of(meeting),
        may=rules.takes_paper(meeting),
        parts=parts.of(meeting),
    )
