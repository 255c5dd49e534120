"""登录的规矩: what the security administrator sets (product.md §5.3)."""

from yiguan.district.parameter_pages import Kept, parameter_pages
from yiguan.organisation.kinds import Keeper
from yiguan.people.states import Role
from yiguan.web.surfaces import Pages

pages = Pages("district_signing_in", "admin", url_prefix="/desk/security/rules")
LINE = "点开一项，改了从哪天起算。先看一眼改成什么，再保存。"
REFUSAL = "登录的规矩由安全管理员定，您的账号不办这件事，什么都没有改动。"
parameter_pages(pages, Keeper.SECURITY, Kept("登录的规矩", LINE, Role.SEC_ADMIN, REFUSAL))
