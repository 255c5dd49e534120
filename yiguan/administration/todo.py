from yiguan.administration.rules import can_appoint
from yiguan.people.states import Role
from yiguan.workflow.todos import MenuEntry, Todo

TODO = Todo(
    menu=(
        MenuEntry("admin", 5, "账号", "/desk/accounts", roles=(Role.SYS_ADMIN,)),
        MenuEntry("admin", 0, "开始使用", "/desk/setup", roles=(Role.SYS_ADMIN,)),
        MenuEntry("admin", 3, "人员", "/desk/people", roles=(Role.SYS_ADMIN,), when=can_appoint),
        MenuEntry("desk", 85, "人员", "/desk/people", "站点", (Role.OFFICER,)),
        MenuEntry("admin", 8, "单位", "/desk/units", roles=(Role.SYS_ADMIN,)),
        MenuEntry("admin", 10, "登录和令牌", "/desk/security", roles=(Role.SEC_ADMIN,)),
        MenuEntry("admin", 20, "审计记录", "/desk/audit", roles=(Role.AUDIT_ADMIN,)),
        MenuEntry("admin", 90, "我的账号", "/account"),
    )
)
