from typing import Any

from sqlalchemy import Select

from yiguan.organisation import queries, service
from yiguan.organisation.models import Unit
from yiguan.organisation.schemas import UnitIn, UnitOut
from yiguan.web.api import ApiPages
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
def add(data: dict[str, Any]) -> Unit:
    """Add a unit, which the office alone may do; its code stands on posters for ever."""
    return service.add_unit(actor(), **data)


@pages.get("/<unit>")
@pages.gives(UnitOut)
@pages.open
def show(unit: str) -> Unit:
    """Show a unit by its code."""
    return queries.get_unit(unit)
