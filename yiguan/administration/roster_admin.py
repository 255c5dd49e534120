"""人员表: the district's people from one sheet, previewed row by row."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.administration import roster, rules, staffing
from yiguan.administration.schemas import RosterIn
from yiguan.base.errors import require
from yiguan.documents import tables
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.people import namesakes
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.sizes import takes_files
from yiguan.web.surfaces import Pages, actor
from yiguan.web.uploads import with_file

NO_ROWS = "没有读到一行人。请看看表里第一行是不是列名，下面有没有人；也可以直接写在下面。"
pages = Pages("administration_roster", "admin", url_prefix="/desk/people/import")


@pages.get("")
def ask() -> str:
    _require()
    return _sheet_page(blank_form(), [])


@pages.post("")
@takes_files(tables.MOST_BYTES)
def read() -> ResponseReturnValue:
    """Previews row by row; only a confirmed preview is stored."""
    with reading():
        _require()
    form = with_file(read_form(RosterIn), roster.lines_of, tables.MOST_BYTES)
    rows = (
        roster.rows_of(form.data["lines"], units_of(*UnitKind), namesakes.known(), own_id=actor().id) if form.ok else []
    )
    if form.ok and not rows:
        form.refuse("lines", NO_ROWS)
    ready = [row for row in rows if row.is_new]
    if form.ok and form.data["confirmed"] and ready:
        with form.taking():
            staffing.enrol(actor(), rows)
            left = sum(bool(row.error) for row in rows)
            flash(f"{len(ready)} 行存下了。" + (f"还有 {left} 行有问题，没有存，改好再传一次就行。" if left else ""))
            return redirect(url_for("administration_people_admin.index"))
    return _sheet_page(form, rows), 422


def _rows(lines: str) -> list[roster.Row]:
    return roster.rows_of(lines, units_of(*UnitKind), namesakes.known(), own_id=actor().id)


def _require() -> None:
    require(rules.can_appoint(actor()), staffing.NOT_YOURS)


def _sheet_page(form: Form, rows: list[roster.Row]) -> str:
    ready = sum(row.is_new for row in rows)
    rows = sorted(rows, key=lambda row: not row.error)
    return render_template("administration/roster.html", form=form, rows=rows, ready=ready, heading=roster.HEADING)
