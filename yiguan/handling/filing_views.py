"""The pages of an answer's files, which the desk shares with the unit that works by a link.

Redirects are relative: stored answers of a write (web/once.py) hold no secret of a link.
"""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_file
from yiguan.handling import filing, queries
from yiguan.handling.models import Handling
from yiguan.handling.schemas import FileIn
from yiguan.handling.states import FileUse
from yiguan.handling.views import Here
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import actor


def files_page(here: Here, form: Form, *, handling: Handling) -> str:
    uses = filing.open_uses(actor(), handling)
    own = queries.own_reply(handling)
    return render_template(
        "handling/files.html",
        shell=here.shell,
        unit=here.office,
        where=here.where,
        handling=handling,
        files=filing.files_of(actor(), handling),
        droppable=filing.droppable(actor(), handling, own),
        uses=[(str(use), use.label) for use in uses],
        most=filing.MOST_MB,
        form=form if form.typed else blank_form({"use": str(uses[0])} if len(uses) == 1 else {}),
    )


def take_file(here: Here, find: Callable[[bool], Handling]) -> ResponseReturnValue:
    """Checking a file is slow: the rule comes first, and no transaction is open. `find` takes whether to lock."""
    with reading():
        filing.require_open(actor(), find(False))
    form = read_form(FileIn)
    content = read_file(form, "file", filing.MOST_MB)
    handling = find(True)
    if content is None or not form.ok:
        return files_page(here, form, handling=handling), form.status
    file = filing.add(actor(), handling, content, form.data["use"])
    flash(f"“{file.attachment.title}”放上了。{KEPT[file.use]}", "done")
    return redirect("files")


KEPT = {
    FileUse.EVIDENCE: "交出去以前可以撤下；交出去以后，它的摘要和答复一起签。",
    FileUse.ORIGINAL: "请把来文的字录进答复，再交出去核。",
    FileUse.SIGNED: "办公室的另一位看过、确认以后，就算签了。",
    FileUse.SIGNED_OFF: "办公室的另一位看过、确认以后，就算签了。",
}


def let_go(handling: Handling, file_id: int) -> ResponseReturnValue:
    file = filing.get_file(actor(), handling, file_id)
    filing.drop(actor(), handling, file)
    flash(f"“{file.attachment.title}”撤下了。要用，请再放一次。", "done")
    return redirect("../../files")
