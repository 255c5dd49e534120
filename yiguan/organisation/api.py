from sqlalchemy import Select

from yiguan.base.errors import require
from yiguan.organisation import queries, rules, service
from yiguan.organisation.models import Unit
from yiguan.organisation.schemas import UnitIn, UnitOut
from yiguan.web.api import ApiPages, Body
from yiguan.web.surfaces import actor

pages = ApiPages(
    "organisation",
    "/units",
    description="单位: stations, workrooms, member groups, departments, with their codes and pages.",
)


@pages.get("")
@pages.lists(UnitOut)
@pages.open
def units() -> Select[Unit]:
    """List the units in service."""
    return queries.in_service()


@pages.post("")
@pages.takes(UnitIn)
@pages.gives(UnitOut, 201)
def add(body: Body) -> Unit:
    """Add a unit, which the office alone may do; its code stands on posters for ever."""
    require(rules.can_keep_units(actor()))
    return service.add_unit(actor(), **body())


@pages.get("/<unit>")
@pages.gives(UnitOut)
@pages.open
def show(unit: str) -> Unit:
    """Show a unit by its code."""
    return queries.get_unit(unit)
