"""公开: approved topics that nobody can read yet."""

from collections.abc import Sequence

from yiguan.base.actor import Actor
from yiguan.people.states import DISTRICT_STAFF
from yiguan.publishing.queries import to_publish
from yiguan.publishing.rules import PUBLISHERS
from yiguan.workflow.todos import MenuEntry, Tile, Todo


def _tiles(actor: Actor) -> Sequence[Tile]:
    return (Tile("待公开议题", "/desk/publications", to_publish(actor)),) if actor.has(*PUBLISHERS) else ()


TODO = Todo(tiles=_tiles, menu=(MenuEntry("desk", 40, "公开", "/desk/publications", "协商", DISTRICT_STAFF),))
