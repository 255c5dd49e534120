"""开始使用: the guided way of the system administrator through a new installation."""

from flask import render_template

from yiguan.administration import setting_up
from yiguan.base.errors import require
from yiguan.people.queries import office_works
from yiguan.people.states import Role
from yiguan.web.surfaces import Pages, actor

pages = Pages("administration_setup", "admin", url_prefix="/desk/setup")
NOT_YOURS = "安装好以后的准备由系统管理员做，您的账号不办这件事。"


@pages.get("")
def show() -> str:
    require(actor().has(Role.SYS_ADMIN), NOT_YOURS)
    steps = setting_up.steps()
    left = sum(not step.done for step in steps)
    return render_template("administration/setup.html", steps=steps, left=left, office_works=office_works())
