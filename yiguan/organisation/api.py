from typing import Any

from yiguan.organisation import queries, service
from yiguan.organisation.models import Unit
from yiguan.organisation.schemas import UnitIn, UnitOut
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor

pages = ApiPages("organisation", "/units", description="协商站、工作室、委员小组、承办单位：名称、代码、电话、页面")


@pages.get("")
def units() -> Any:
    """Open to everybody, as the stations' pages are."""
    return listing(paginate(queries.in_service()), UnitOut)


@pages.post("")
@pages.takes(UnitIn)
@pages.gives(UnitOut, 201)
def add(data: dict[str, Any]) -> Unit:
    return service.add_unit(actor(), **data)


@pages.get("/<unit>")
@pages.gives(UnitOut)
def show(unit: str) -> Unit:
    return queries.get_unit(unit)
