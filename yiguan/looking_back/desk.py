"""回头看 at the desk: what is asked this month, what came of it, and what the unit shows; without names."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_file
from yiguan.attachments.models import Attachment
from yiguan.attachments.serving import hand_out, show_picture
from yiguan.base import clock
from yiguan.base.errors import NotFound
from yiguan.handling import rules
from yiguan.handling.models import Handling
from yiguan.handling.queries import get_handling, sent_of
from yiguan.looking_back import entering, queries
from yiguan.looking_back.schemas import EvidenceIn
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.sizes import MIB, takes_files
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.machines import open_to

pages = Pages("looking_back", "desk", "/desk")
FIRST, MOST_MB = "open", 10
NONE = "没有这个文件。请回到这件的“回头看”，看看现在有哪些。"


@pages.get("/look-backs")
def index() -> str:
    """The lists of what is asked and what came of it, the earliest first."""
    views = queries.views()
    asked = request.args.get("view", FIRST)
    asked = asked if asked in views else FIRST
    return render_template(
        "looking_back/index.html",
        page=paginate(queries.listed(actor(), views[asked][1])),
        filters=[(label, url_for(".index", view=key), key == asked, None) for key, (label, _) in views.items()],
    )


@pages.get("/handling/<int:handling_id>/look-backs")
def show(handling_id: int) -> str:
    return _page(get_handling(actor(), handling_id), blank_form({"day": str(clock.today())}))


@pages.post("/handling/<int:handling_id>/look-backs")
@takes_files(MOST_MB * MIB)
def add(handling_id: int) -> ResponseReturnValue:
    """Checking a file is slow: the rule comes first, and no transaction is open."""
    with reading():
        entering.require_keeper(actor(), get_handling(actor(), handling_id))
    form = read_form(EvidenceIn)
    sent = request.files.get("file")
    content = read_file(form, "file", MOST_MB) if sent and sent.filename else None
    handling = get_handling(actor(), handling_id, lock=True)
    with form.taking():
        if form.ok:
            entering.show(actor(), handling, content=content, **form.data)
    if not form.ok:
        return _page(handling, form), form.status
    flash("放上了。")
    return redirect(url_for(".show", handling_id=handling.id))


@pages.get("/handling/<int:handling_id>/evidence/<int:evidence_id>")
def evidence(handling_id: int, evidence_id: int) -> ResponseReturnValue:
    found = queries.evidence_of(get_handling(actor(), handling_id))
    return _file(next((one.file for one in found if one.id == evidence_id), None))


@pages.get("/handling/<int:handling_id>/looks/<int:look_id>")
def photo(handling_id: int, look_id: int) -> ResponseReturnValue:
    """What somebody who asked took on the spot."""
    look_backs = queries.of_case(get_handling(actor(), handling_id))
    looks = [look for one in look_backs for look in queries.notes_of(one.id)]
    return _file(next((one.photo for one in looks if one.id == look_id), None))


def _file(found: Attachment | None) -> ResponseReturnValue:
    if found is None:
        raise NotFound(NONE)
    return show_picture(found) if found.media_type.startswith("image/") else hand_out(found)


def _page(handling: Handling, form: Form) -> str:
    look_backs = queries.of_case(handling)
    return render_template(
        "looking_back/case.html",
        handling=handling,
        looked=[(one, queries.figures_of(one), queries.notes_of(one.id)) for one in look_backs],
        evidence=queries.evidence_of(handling),
        may=rules.can_write(actor(), handling) and bool(sent_of([handling.id])),
        acts=open_to(actor(), handling),
        most=MOST_MB,
        form=form,
    )
