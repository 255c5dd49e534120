from yiguan.people.queries import acts_for_office
from yiguan.people.states import Role
from yiguan.workflow.todos import MenuEntry, Todo

TODO = Todo(
    menu=(
        MenuEntry("desk", 95, "设置", "/desk/settings", roles=(Role.OFFICER,)),
        MenuEntry("admin", 50, "设置", "/desk/settings", roles=(Role.SYS_ADMIN,), when=acts_for_office),
    )
)
