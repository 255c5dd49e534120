"""认作一个人 for staff: find two records, say how they were recognised; a second one confirms."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.attendance.known import hall_names
from yiguan.base.act import Act
from yiguan.base.errors import require
from yiguan.joins import asking, queries, rules, traces
from yiguan.joins.asking import Pair
from yiguan.joins.models import JoinRequest
from yiguan.joins.schemas import AskIn, FirstIn, PairIn, SearchIn
from yiguan.people.seconding import SEERS
from yiguan.web.forms import Form, blank_form, read_form, read_search, told
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages, form_of

pages = Pages("joins", "bench", "/bench/joins")


@pages.get("")
def index() -> str:
    """What was asked for, and the search. With a first record in the address, the search is for the second."""
    require(rules.can_look(actor()), rules.NOT_YOURS)
    return _index(blank_form())


@pages.post("/search")
def search() -> ResponseReturnValue:
    """By whole names or receipts, which stand in no address; that somebody searched is in the trail."""
    require(rules.can_look(actor()), rules.NOT_YOURS)
    form = read_form(SearchIn)
    return _index(form, asking.look_up(actor(), form.data["q"])) if form.ok else (_index(form), 422)


@pages.get("/new")
def new() -> str:
    require(rules.can_look(actor()), rules.NOT_YOURS)
    form = told(read_search(PairIn))
    return _pair_page(_chosen(form), blank_form(form.data))


@pages.post("/new")
def ask() -> ResponseReturnValue:
    require(rules.can_look(actor()), rules.NOT_YOURS)
    chosen, form = _chosen(told(read_form(PairIn))), read_form(AskIn)
    if not form.ok:
        return _pair_page(chosen, form), 422
    made = asking.ask(actor(), chosen, note=form.data["note"])
    return redirect(url_for(".show", join_request_id=made.id))


@pages.get("/<int:join_request_id>")
def show(join_request_id: int) -> str:
    return _page(queries.get_request(actor(), join_request_id))


def _chosen(form: Form) -> Pair:
    return asking.pair(actor(), form.data["person"], form.data["other"])


def _index(form: Form, found: traces.Traces | None = None) -> str:
    chosen = read_search(FirstIn)
    first = traces.traces_of(actor(), [chosen.data["person"]] if chosen.ok else [])
    hits = {number: lines for number, lines in (found or {}).items() if number not in first}
    asked = queries.latest(actor())
    names = hall_names([*first, *hits, *(number for one in asked for number in one.people)])
    shown = {"form": form, "asked": asked, "names": names, "searched": found is not None}
    return render_template("joins/index.html", first=_told(first), hits=_told(hits), **shown)


def _told(found: traces.Traces) -> list[tuple[int, list[str]]]:
    return [(number, traces.told(lines)) for number, lines in found.items()]


def _pair_page(chosen: Pair, form: Form) -> str:
    ids = chosen.one.id, chosen.other.id
    return render_template("joins/new.html", form=form, unit=chosen.unit, **_sides(*ids, *chosen.lines))


def _page(found: JoinRequest, act: Act | None = None, form: Form | None = None) -> str:
    seen = traces.traces_of(actor(), found.people)
    lines = (seen.get(number, ()) for number in found.people)
    return render_template(
        "joins/show.html",
        join=found,
        acts=open_to(actor(), found),
        steps=history_of(found),
        **_sides(*found.people, *lines),
        **form_of(actor(), found, act, form or blank_form(), join_request_id=found.id),
    )


def _sides(one: int, other: int, *lines: traces.Lines) -> dict[str, object]:
    """Both records as staff compare them, and the meetings at which both are counted."""
    names, people = hall_names((one, other)), queries.people((one, other))
    mains = queries.main_ids(one, other)
    meetings = queries.both_at(*mains) if mains[0] != mains[1] else ()
    near = [meeting for meeting in meetings if actor().has(*SEERS, path=meeting.unit.path)]
    told = [traces.told(of_one) for of_one in lines]
    return {
        "sides": [
            (names.get(number, ""), people.get(number), said) for number, said in zip((one, other), told, strict=True)
        ],
        "same_name": len({person.name_index for person in people.values()}) == 1,
        "same_phone": queries.same_phone(*people.values()) if len(people) == 2 else None,
        "meetings": near,
        "elsewhere": len(meetings) - len(near),
    }


act_pages(pages, "/<int:join_request_id>", JoinRequest, find=queries.get_request, show=_page)
