"""The district's lists and numbers for programs; they are changed on the pages."""

from sqlalchemy import Select, select

from yiguan.calendar.days import CalendarDay
from yiguan.district import lists
from yiguan.district.schemas import DayOut, FieldOut, ParameterOut, ReasonOut, WordsOut
from yiguan.district.wording import Wording, all_wordings
from yiguan.organisation import values
from yiguan.organisation.kinds import Keeper
from yiguan.organisation.models import Field, Reason
from yiguan.web.api import ApiPages
from yiguan.web.paging import Page

pages = ApiPages(
    "district", "", description="区级设置: reasons, fields of life, entered days, numbers, words of notices."
)


@pages.get("/reasons")
@pages.lists(ReasonOut)
def reasons() -> Select[Reason]:
    """List the reasons of today and later, by kind."""
    return lists.reasons()


@pages.get("/fields")
@pages.lists(FieldOut)
@pages.open
def fields() -> Select[Field]:
    """List the fields of life of today and later, in the order of the forms."""
    return lists.fields()


@pages.get("/calendar-days")
@pages.lists(DayOut)
@pages.open
def calendar_days() -> Select[CalendarDay]:
    """List the days that the district entered over the official calendar."""
    return select(CalendarDay).where(CalendarDay.worked.is_not(None)).order_by(CalendarDay.day)


@pages.get("/parameters")
@pages.lists(ParameterOut)
def parameters() -> Page[object]:
    """List the numbers and choices that the office sets, as they are today; all on one page."""
    found = values.kept_by(Keeper.OFFICE)
    today = values.spelled(*found)
    shown = [
        {"name": one.name, "label": one.label, "value": today[one.name], "words": one.words(values.value_of(one))}
        for one in found
    ]
    return Page(shown, 1, len(shown))


@pages.get("/notice-words")
@pages.lists(WordsOut)
def notice_words() -> Page[object]:
    """List the words of all notices, as they are today; all on one page."""
    shown = [
        {"name": one.name, "label": one.label, "kind": one.kind, **_words(one), "blanks": list(map(str, one.blanks))}
        for one in all_wordings()
    ]
    return Page(shown, 1, len(shown))


def _words(one: Wording) -> dict[str, str]:
    return values.value_of(one)._asdict()
