from flask import render_template, request
from flask.typing import ResponseReturnValue

from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.publishing import queries
from yiguan.publishing.states import PublicationState
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages

pages = Pages("publishing", "phone")


@pages.get("/topics/<code>")
def topic(code: str) -> ResponseReturnValue:
    """The whole trail of a matter, for everybody; withdrawn, it says so with the day, and answers for ever."""
    publication = queries.by_code(code)
    unit = publication.topic.unit
    if publication.state is PublicationState.WITHDRAWN:
        return render_template("publishing/withdrawn.html", publication=publication, unit=unit)
    return render_template("publishing/topic.html", page=queries.page_of(publication), unit=unit)


@pages.get("/results")
def results() -> str:
    """Every public topic, the latest first, of one station or of all."""
    asked = request.args.get("unit", "").upper()
    stations = units_of(UnitKind.STATION)
    known = asked if asked in {station.code for station in stations} else ""
    page = paginate(queries.published(known) if known else queries.published())
    rows = queries.with_stages([publication.topic for publication in page.items])
    return render_template("publishing/results.html", page=page, rows=rows, stations=stations, asked=known)
