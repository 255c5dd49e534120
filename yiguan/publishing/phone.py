from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.publishing import previewing, queries
from yiguan.publishing.covering import covered_page, hidden_on
from yiguan.publishing.states import PublicationState
from yiguan.settings import settings
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages

pages = Pages("publishing", "phone")


@pages.get("/topics/<code>")
def topic(code: str) -> ResponseReturnValue:
    """The whole trail of a matter, for everybody; withdrawn, it says so with the day, and answers for ever."""
    publication = queries.by_code(code)
    if publication.state is not PublicationState.PUBLISHED:
        unit = publication.topic.unit
        html = render_template("publishing/withdrawn.html", publication=publication, unit=unit)
        return covered_page(html, hidden_on(publication))
    return _shown(queries.page_of(publication))


@pages.get("/previews/<code>/<token>")
def preview(code: str, token: str) -> ResponseReturnValue:
    """The page before it is public, for who was given this address; once it is public, the public page."""
    publication = queries.prepared_by_code(code)
    if publication is not None and publication.state is PublicationState.PUBLISHED:
        return redirect(url_for(".topic", code=publication.topic.code))
    found = previewing.require_previewed(settings().keys, publication, token)
    return _shown(queries.preview_of(found))


def _shown(page: queries.PublicPage) -> str:
    """Hidden words are hidden on the whole page, whichever slice wrote a part of it."""
    html = render_template("publishing/topic.html", page=page, unit=page.publication.topic.unit)
    return covered_page(html, page.hidden)


@pages.get("/results")
def results() -> str:
    """Every public topic, the latest first, of one station or of all."""
    asked = request.args.get("unit", "").upper()
    stations = units_of(UnitKind.STATION)
    known = asked if asked in {station.code for station in stations} else ""
    page = paginate(queries.published(known) if known else queries.published())
    rows = queries.lines_of(page.items)
    return render_template("publishing/results.html", page=page, rows=rows, stations=stations, asked=known)
