"""A unit without accounts works on one case by its link: no sign-in, no other case, nothing of the district's."""

from functools import partial

from flask import Response, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from yiguan.attachments.serving import hand_out as save_as
from yiguan.base.act import Act, Happened
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound, TooMany, require
from yiguan.documents.states import PaperFormat
from yiguan.handling import acts, case_links, clerk_cookie, coverage, filing, queries
from yiguan.handling.filing_views import files_page, let_go, take_file
from yiguan.handling.models import CaseLink, Handling
from yiguan.handling.schemas import ClerkIn
from yiguan.handling.serving import hand_out_version
from yiguan.handling.states import CONTACTS, LIES_WITH
from yiguan.handling.views import CLOSED_TO_EDITS, Here, letter_page, mending_form, reply_form, reply_page
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.limits import Failures
from yiguan.web.sizes import MIB, takes_files
from yiguan.web.surfaces import SAFE, Pages, actor
from yiguan.workflow import editing
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages, form_of

pages = Pages("handling", "link", "/answers-for/<link>")
failures = Failures(40, "case-link")
DEAD = (
    "这个链接用不了：可能没有写全，已经收回，或者这件已经答复、改交了别的单位。"
    "写过、交过的都在区政协办公室留着。要接着办，请打{phone}，请他们给一个新链接。"
)
HASTE = "从这里打开了太多用不了的链接，请等一分钟再试。"
UNNAMED = "这台设备上没有您的姓名，这次没有存下。您写的都在：另开一页打开链接，写上姓名，再回到这一页交一次。"
PAGE = "."
"""The case's own page, as seen from each of its addresses: stored answers of a write (web/once.py) hold no secret."""


@pages.before_request
def come_in() -> str | None:
    """The unit acts, in this one case; once its answer has left, it reads that alone. Raises NotFound, TooMany, and
    Conflict for a write without a name.
    """
    token = str((request.view_args or {})["link"])
    if failures.is_over(request.remote_addr or ""):
        raise TooMany(HASTE)
    sent = case_links.sent_by(token) if request.method in SAFE else None
    if sent is not None:
        return render_template("handling/link_sent.html", reply=sent, unit=_office())
    g.actor = case_links.actor_by(_link(token), clerk_cookie.sent(token))
    if request.method not in SAFE and g.actor.id is None and request.endpoint != f"{pages.name}.name_clerk":
        raise Conflict(UNNAMED, code="unnamed")
    return None


@pages.get("/")
def show(link: str) -> str:
    return _show(_case(actor(), link), link)


@pages.post("/clerk")
def name_clerk(link: str) -> ResponseReturnValue:
    """Who works here from now on, in this browser."""
    form = read_form(ClerkIn)
    if not form.ok:
        return _show(_case(actor(), link), link, naming=form), 422
    person_id = case_links.clerk_named(_link(link), form.data["name"])
    return clerk_cookie.set_clerk(redirect(PAGE), link, person_id)


@pages.get("/reply")
def edit(link: str) -> str:
    handling = _case(actor(), link)
    require("write" in open_to(actor(), handling), CLOSED_TO_EDITS)
    return reply_page(_here(link), reply_form(handling), handling=handling)


@pages.post("/reply")
def save(link: str) -> ResponseReturnValue:
    """Of two who write the second sees both texts and keeps their own."""
    handling = _case(actor(), link, lock=True)
    page = partial(reply_page, _here(link), handling=handling)
    return editing.save(acts.WRITE, handling, page=page, then=_saved)


@pages.get("/letter")
def letter(link: str) -> str:
    return letter_page(_here(link), _case(actor(), link))


@pages.get("/replies/<int:version>/<any(letter, clearance):name>/<any(docx, pdf):kind>")
def version_paper(link: str, version: int, name: str, kind: str) -> Response:
    return hand_out_version(actor(), _case(actor(), link).id, version, name, kind)


@pages.get("/files")
def files(link: str) -> str:
    return files_page(_here(link), blank_form(), handling=_case(actor(), link))


@pages.post("/files")
@takes_files(filing.MOST_MB * MIB)
def add_file(link: str) -> ResponseReturnValue:
    return take_file(_here(link), lambda lock: _case(actor(), link, lock=lock))


@pages.get("/files/<int:file_id>")
def file(link: str, file_id: int) -> ResponseReturnValue:
    return save_as(filing.get_file(actor(), _case(actor(), link), file_id).attachment)


@pages.post("/files/<int:file_id>/drop")
def drop_file(link: str, file_id: int) -> ResponseReturnValue:
    return let_go(_case(actor(), link, lock=True), file_id)


def _saved() -> ResponseReturnValue:
    flash("存下了。还没有交出去，可以接着改。")
    return redirect(PAGE)


def _link(token: str) -> CaseLink:
    """Read again by a write, whose transaction begins after `come_in`. Raises NotFound, and counts it."""
    found = case_links.link_with(token)
    if found is None:
        failures.add(request.remote_addr or "")
        raise NotFound(DEAD.format(phone=_phone()))
    return found


def _case(who: Actor, link: str, *, lock: bool = False) -> Handling:
    """The one case of the link."""
    return queries.get_handling(who, _link(link).handling_id, lock=lock)


def _here(link: str) -> Here:
    return Here("shells/phone.html", {"link": link}, _office())


def _show(
    handling: Handling, link: str, act: Act | None = None, form: Form | None = None, naming: Form | None = None
) -> str:
    who, own = actor(), queries.own_reply(handling)
    lines = coverage.coverage(handling, own)
    answered = coverage.answered(lines)
    step = queries.next_step(who, handling)
    return render_template(
        "handling/by_link.html",
        handling=handling,
        unit=_office(),
        clerk=who.name,
        naming=naming or blank_form(),
        last=own,
        lines=lines,
        answered=answered,
        next_step="write" if step == "draft" and answered < len(lines) else step,
        acts={name: one for name, one in open_to(who, handling).items() if pages.surface in one.on or name == "write"},
        uses=filing.open_uses(who, handling),
        contacts=[one for one in queries.entries_of(handling, internal=False) if one.kind in CONTACTS],
        draft_until=queries.draft_until(handling),
        object_until=queries.last_day_to_object(handling),
        lies_with=LIES_WITH[handling.state],
        formats=tuple(PaperFormat),
        where={"link": link},
        **form_of(who, handling, act, form or blank_form(), link=link),
    )


def _office() -> Unit | None:
    """Whom to call, at the head of every page."""
    return next(iter(units_of(UnitKind.OFFICE)), None)


def _phone() -> str:
    office = _office()
    return f"区政协办公室电话 {office.phone}" if office and office.phone else "区政协办公室电话"


def _with_form(handling: Handling, act: Act, form: Form) -> str:
    """What is lacking stands at its item, open to be filled in."""
    link = str((request.view_args or {})["link"])
    if act is acts.DRAFT and not form.ok:
        return reply_page(_here(link), mending_form(handling, form), handling=handling)
    return _show(handling, link, act, form)


def _back(happened: Happened) -> str:
    return PAGE


act_pages(pages, "", Handling, find=_case, show=_with_form, leads_to=_back)
