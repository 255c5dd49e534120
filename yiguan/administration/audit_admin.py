"""审计: the trail, searched and exported by the audit administrator."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from yiguan.administration import trail_search, words
from yiguan.administration.schemas import ExportIn, TrailIn
from yiguan.base.errors import require
from yiguan.documents import sheets
from yiguan.people.states import Role
from yiguan.web.downloads import as_file
from yiguan.web.forms import Form, read_form, read_search
from yiguan.web.paging import Page, paginate
from yiguan.web.surfaces import Pages, actor

pages = Pages("administration_audit", "admin", url_prefix="/desk/audit")
NOT_YOURS = "审计记录由审计管理员查，您的账号不办这件事。"


@pages.get("")
def index() -> str:
    _require_auditor()
    return _page(read_search(TrailIn))


@pages.post("/export")
def export() -> ResponseReturnValue:
    _require_auditor()
    form = read_form(ExportIn)
    rows: Any = ()
    if form.ok:
        kind = str(form.data.pop("kind"))
        with form.taking():
            rows = trail_search.export(actor(), trail_search.search(**form.data))
    if not form.ok:
        return _page(form), 422
    body = sheets.write(kind, "审计记录", trail_search.HEADERS, rows)
    return as_file(body, sheets.FORMATS[kind], f"审计记录.{kind}")


def _require_auditor() -> None:
    require(actor().has(Role.AUDIT_ADMIN), NOT_YOURS)


def _page(form: Form) -> str:
    asked = {name: value for name, value in form.data.items() if name != "kind"} if form.ok else {}
    page = paginate(trail_search.search(**asked))
    return render_template(
        "administration/audit.html",
        form=form,
        page=Page(trail_search.rows_of(page.items), page.number, page.total),
        subjects=words.SUBJECTS.items(),
        acts=words.acts(),
    )
