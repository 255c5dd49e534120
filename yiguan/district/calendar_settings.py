"""日历: the days of a year over the official calendar, with a preview of the time limits that they move."""

from contextlib import suppress

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.base.errors import Invalid, NotFound
from yiguan.calendar import entering
from yiguan.calendar.days import entered
from yiguan.calendar.lines import changes_of, lines_of
from yiguan.calendar.working_days import is_known
from yiguan.district import concerned
from yiguan.district.schemas import DaysIn, ShownIn
from yiguan.district.year import months_of
from yiguan.web.forms import Form, read_form, read_search
from yiguan.web.sizes import takes_files
from yiguan.web.surfaces import Pages, actor
from yiguan.web.uploads import with_file

pages = Pages("district_calendar", "settings", url_prefix="/desk/settings/calendar")
FIRST_YEAR, YEARS_AHEAD = 2021, 2
MOST_BYTES = 64_000
UNREADABLE = "这个文件读不出来，没有读到日子。请存成文本文件（txt 或 csv），一行一天，再选一次。"


@pages.get("")
def index() -> ResponseReturnValue:
    return redirect(url_for(".show", year=clock.today().year))


@pages.get("/<int:year>")
def show(year: int) -> str:
    _require_shown(year)
    return _page(year, read_search(ShownIn))


@pages.post("/<int:year>")
@takes_files(MOST_BYTES)
def enter(year: int) -> ResponseReturnValue:
    """The first answer is the preview; only a confirmed one without a wrong line is stored."""
    _require_shown(year)
    form = with_file(read_form(DaysIn), _decoded, MOST_BYTES)
    lines = entering.checked(lines_of(form.data["lines"], year)) if form.ok else []
    changes, wrong = changes_of(lines), [line for line in lines if line.error]
    if not form.ok or wrong or not form.data["confirmed"]:
        moves = [] if wrong else entering.preview(changes)
        facts = {"lines": lines, "wrong": wrong, "ready": bool(lines) and not wrong}
        return _page(year, form, groups=concerned.groups(actor(), moves), **facts), 422
    moves = entering.enter(actor(), changes)
    moved = sum(move.moves for move in moves)
    flash(f"日历改好了。{f'有{moved}件事的到期日跟着变了。' if moved else '没有哪件事的到期日要变。'}")
    return redirect(url_for(".show", year=year))


def _require_shown(year: int) -> None:
    if not FIRST_YEAR <= year <= clock.today().year + YEARS_AHEAD:
        raise NotFound("这一年的日历还看不了。请从今年的日历往前往后翻。")


def _decoded(data: bytes) -> str:
    """Raises Invalid for what is no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\x00" not in text and len(data) <= MOST_BYTES:
                return text.strip()
            break
    raise Invalid(fields={"file": [UNREADABLE]})


def _page(year: int, form: Form, **preview: object) -> str:
    ours = {day: one for day, one in sorted(entered().items()) if day.year == year}
    last = clock.today().year + YEARS_AHEAD
    return render_template(
        "district/calendar.html",
        year=year,
        years=[other for other in (year - 1, year, year + 1) if FIRST_YEAR <= other <= last],
        known=is_known(year, entered()),
        months=months_of(year, entered()),
        ours=ours,
        form=form,
        **preview,
    )
