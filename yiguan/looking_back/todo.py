"""回头看: the way to its lists."""

from yiguan.people.states import DESK_ROLES
from yiguan.workflow.todos import MenuEntry, Todo

TODO = Todo(menu=(MenuEntry("desk", 52, "回头看", "/desk/look-backs", "办理", DESK_ROLES),))
