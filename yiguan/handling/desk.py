"""交办与答复 at the desk: for the office, the units and the leaders alike; what each may do follows from the rules."""

from collections.abc import Sequence
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.serving import hand_out as save_as
from yiguan.base import clock, qr
from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound, require
from yiguan.documents.states import PaperFormat
from yiguan.handling import acts, case_links, coverage, filing, papers, queries, queues, rules, times
from yiguan.handling.alike import alike
from yiguan.handling.answering import waited_for
from yiguan.handling.coverage import Line
from yiguan.handling.filing_views import files_page, let_go, take_file
from yiguan.handling.models import Handling
from yiguan.handling.queries import last_day_to_object
from yiguan.handling.serving import hand_out, hand_out_version
from yiguan.handling.states import LIES_WITH, UNANSWERED
from yiguan.handling.todo import tiles
from yiguan.handling.views import CLOSED_TO_EDITS, Here, letter_page, mending_form, reply_form, reply_page
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.people.queries import named_holders
from yiguan.people.states import DISTRICT_STAFF, Role
from yiguan.search.queries import matches
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.sizes import MIB, takes_files
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow import editing
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages, form_of
from yiguan.workflow.signing import sign_page
from yiguan.workflow.todos import counted

pages = Pages("handling", "desk", "/desk/handling")
LINK_NOT_YOURS = "办理链接由区政协办公室、督查室来给。请向他们要。"
NO_LINK = "这件现在没有办理链接：没有做过，收回了，或者答复以后自己停了。请回到这件的页面，点“给单位一个链接”。"
CONFIRMING = ("sign_by_scan", "sign_off_by_scan")
FIRST, TILES = "mine", ("mine", "late", "soon", "signing", "promised")


@pages.get("")
def index() -> str:
    """What waits for whoever looks, late first; every figure opens its list."""
    views, sought = queues.views(actor()), looked_for()
    asked = request.args.get("view", FIRST)
    asked = asked if asked in views else FIRST
    conditions = () if sought else (views[asked][1],)
    page = paginate(queries.listed(actor(), *conditions).where(matches(Handling, sought)))
    return render_template(
        "handling/index.html",
        page=page,
        tiles=[(count, tile.label, tile.url, "") for count, tile in counted(tiles(actor(), *TILES))],
        filters=[(label, url_for(".index", view=key), key == asked, None) for key, (label, _) in views.items()],
        lies_with=LIES_WITH,
        sought=sought,
    )


@pages.get("/times")
def spent() -> str:
    """用时 of one year, this one unless another is asked for."""
    known = times.years()
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in known else clock.today().year
    links = [(f"{one}年", url_for(".spent", year=one), one == year, None) for one in known]
    rows, steps = times.times(actor(), year), times.STEPS
    return render_template("handling/times.html", year=year, rows=rows, steps=steps, filters=links)


@pages.get("/<int:handling_id>")
def show(handling_id: int) -> str:
    return _show(queries.get_handling(actor(), handling_id))


@pages.get("/<int:handling_id>/reply")
def edit(handling_id: int) -> str:
    """The answer, item by item, as far as it is written."""
    handling = queries.get_handling(actor(), handling_id)
    require("write" in open_to(actor(), handling), CLOSED_TO_EDITS)
    return reply_page(_here(handling.id), reply_form(handling), handling=handling)


@pages.post("/<int:handling_id>/reply")
def save(handling_id: int) -> ResponseReturnValue:
    """Of two who write the second sees both texts and keeps their own."""
    handling = queries.get_handling(actor(), handling_id, lock=True)
    page = partial(reply_page, _here(handling.id), handling=handling)
    return editing.save(acts.WRITE, handling, page=page, then=partial(_to, handling))


@pages.get("/<int:handling_id>/letter")
def letter(handling_id: int) -> str:
    """The last version as it would leave, or as it left, to read and print."""
    handling = queries.get_handling(actor(), handling_id)
    return letter_page(_here(handling.id), handling)


@pages.get("/<int:handling_id>/replies/<int:version>/<any(letter, clearance):name>/<any(docx, pdf):kind>")
def version_paper(handling_id: int, version: int, name: str, kind: str) -> Response:
    """The letter of one version, also of one that was returned or sent long ago, or its clearance sheet."""
    return hand_out_version(actor(), handling_id, version, name, kind)


@pages.get("/<int:handling_id>/papers/<any(assignment, reminder):name>/<any(docx, pdf):kind>")
def paper(handling_id: int, name: str, kind: str) -> Response:
    """What the office sends about the case."""
    return hand_out(actor(), handling_id, name, kind)


@pages.get("/<int:handling_id>/link")
def link(handling_id: int) -> str:
    """The link of a unit without accounts, to print or to forward."""
    handling = queries.get_handling(actor(), handling_id)
    require(rules.is_office(actor(), handling), LINK_NOT_YOURS)
    found = case_links.link_of(handling)
    if found is None:
        raise NotFound(NO_LINK)
    address = settings().base_url + url_for("handling_link.show", link=case_links.token_of(found))
    return render_template(
        "handling/link_sheet.html",
        handling=handling,
        link=found,
        address=address,
        drawing=qr.draw(address),
        clerks=case_links.clerk_names(found),
        back=url_for(".show", handling_id=handling.id),
        offices=units_of(UnitKind.OFFICE),
    )


@pages.get("/<int:handling_id>/files")
def files(handling_id: int) -> str:
    """The files of an answer, with the form for another one."""
    handling = queries.get_handling(actor(), handling_id)
    return files_page(_here(handling_id), blank_form(), handling=handling)


@pages.post("/<int:handling_id>/files")
@takes_files(filing.MOST_MB * MIB)
def add_file(handling_id: int) -> ResponseReturnValue:
    return take_file(_here(handling_id), lambda lock: queries.get_handling(actor(), handling_id, lock=lock))


@pages.get("/<int:handling_id>/files/<int:file_id>")
def file(handling_id: int, file_id: int) -> ResponseReturnValue:
    return save_as(filing.get_file(actor(), queries.get_handling(actor(), handling_id), file_id).attachment)


@pages.post("/<int:handling_id>/files/<int:file_id>/drop")
def drop_file(handling_id: int, file_id: int) -> ResponseReturnValue:
    return let_go(queries.get_handling(actor(), handling_id, lock=True), file_id)


def _to(handling: Handling) -> ResponseReturnValue:
    flash("存下了。还没有交出去，可以接着改。")
    return redirect(url_for(".show", handling_id=handling.id))


def _show(handling: Handling, act: Act | None = None, form: Form | None = None) -> str:
    who = actor()
    replies = queries.read_by(who, handling)
    open_acts = open_to(who, handling)
    internal = rules.can_press(who, handling)
    own = queries.own_reply(handling)
    lines = coverage.coverage(handling, own)
    context = form_of(who, handling, act, form or blank_form(), handling_id=handling.id) if _generic(act) else {}
    return render_template(
        "handling/show.html",
        handling=handling,
        replies=replies,
        last=own,
        lines=lines,
        answered=coverage.answered(lines),
        next_step=_next(who, handling, lines) or next((name for name in CONFIRMING if name in open_acts), ""),
        entries=queries.entries_of(handling, internal=internal),
        source_url=handling.source_url if who.has(*DISTRICT_STAFF, Role.CHAIR) else "",
        leader=dict(named_holders(Role.DISTRICT_LEADER)).get(handling.leader_id or 0, ""),
        co_units=queries.co_units_of(handling),
        steps=history_of(handling),
        acts=open_acts,
        alike=alike(who, handling) if handling.state in UNANSWERED else [],
        draft_until=queries.draft_until(handling),
        object_until=last_day_to_object(handling),
        lies_with=LIES_WITH[handling.state],
        formats=tuple(PaperFormat),
        papers=papers.offered(who, handling),
        sign_form=form if act and not _generic(act) else None,
        where={"handling_id": handling.id},
        uses=filing.open_uses(who, handling),
        link=case_links.link_of(handling) if rules.is_office(who, handling) else None,
        **{"asked": None, **context},
    )


def _next(who: Actor, handling: Handling, lines: Sequence[Line]) -> str:
    """An answer goes on once no item lacks anything, and is checked by another hand once the co-units agreed."""
    step, last = queries.next_step(who, handling), queries.own_reply(handling)
    if step == "draft":
        return step if coverage.answered(lines) == len(lines) else "write"
    if step == "countersign":
        return step if any(rules.is_of(who, unit) for unit in waited_for(handling)) else ""
    if step == "check" and last:
        return step if last.drafted_by != who.id and not waited_for(handling) else ""
    return step


def _generic(act: Act | None) -> bool:
    """Whether the act's form is made from its schema; a signature has its own."""
    return act is not None and pages.surface in act.on


def _with_form(handling: Handling, act: Act, form: Form) -> str:
    """What is lacking stands at its item, open to be filled in; everything else on the case's own page."""
    if act is not acts.DRAFT or form.ok:
        return _show(handling, act, form)
    return reply_page(_here(handling.id), mending_form(handling, form), handling=handling)


def _here(handling_id: int) -> Here:
    return Here("shells/desk.html", {"handling_id": handling_id})


find = queries.get_handling
act_pages(pages, "/<int:handling_id>", Handling, find=find, show=_with_form)
for signed in (acts.SIGN, acts.SIGN_OFF_):
    sign_page(pages, "/<int:handling_id>", signed, find=find, show=_show)
