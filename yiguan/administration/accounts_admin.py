"""账号: the system administrator lets people in again, stops an account at once, takes back a lost second factor."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from yiguan.administration import account_list, new_accounts, notices
from yiguan.administration.schemas import AccountIn
from yiguan.base import qr
from yiguan.base.errors import Conflict, require
from yiguan.base.rows import flatten
from yiguan.people import service
from yiguan.people.models import Account
from yiguan.people.states import Role
from yiguan.settings import settings
from yiguan.web.forms import Form, blank_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.surfaces import Pages, actor

pages = Pages("administration_accounts", "admin", url_prefix="/desk/accounts")
NOT_YOURS = "账号由系统管理员管，您的账号不办这件事。"
OWN = "不能这样改自己的账号，什么都没有改动。请另一位系统管理员来办；只有您一位，请在服务器上办。"


@pages.get("")
def index() -> str:
    _require_system()
    sought = looked_for()
    page = paginate(account_list.accounts(sought))
    return render_template(
        "administration/accounts.html",
        page=page,
        sought=sought,
        rows=account_list.told([*page.items]),
        without=new_accounts.waiting_in_all(),
        at_once=new_accounts.AT_ONCE,
        unused=new_accounts.unused_in_all(),
    )


@pages.get("/new")
def ask_new() -> str:
    _require_system()
    return _new_page(blank_form())


@pages.post("/new")
def create() -> ResponseReturnValue:
    """The links are shown on this answer only, on slips to be cut and handed over; they are stored as hashes."""
    _require_system()
    form = Form(request.form.to_dict())
    chosen = _chosen(form)
    if form.ok:
        with form.taking():
            slips = new_accounts.create(actor(), chosen)
            return render_template("administration/slips.html", slips=slips, back=url_for(".index"))
    return _new_page(form), 422


@pages.post("/links")
def renew_unused() -> str:
    """New slips for everybody who has set no password yet, because the former ones are over or lost."""
    _require_system()
    slips = new_accounts.renew(actor())
    if not slips:
        raise Conflict("每个人都设好密码了，不用再出小条。", code="wrong_state")
    return render_template("administration/slips.html", slips=slips, back=url_for(".index"))


@pages.post("/<int:account_id>/link")
def renew_link(account_id: int) -> str:
    """The link is shown on this answer only, for printing or scanning; it is stored as a hash."""
    account = _other(account_id)
    if account.disabled_at is not None:
        raise Conflict("这个账号停用着，没有发链接。要用它，请先恢复。", code="wrong_state")
    address = f"{settings().base_url}/first-password/{service.renew_link(actor(), account)}"
    until = account.first_link_until
    notices.link_renewed(account)
    drawn = qr.draw(address)
    return render_template("administration/link.html", account=account, address=address, code=drawn, until=until)


@pages.post("/<int:account_id>/disable")
def disable(account_id: int) -> ResponseReturnValue:
    service.disable(actor(), _other(account_id))
    flash("停用了，正登录着的马上退出，令牌也不能用了。从前办的事都留着。")
    return redirect(url_for(".index"))


@pages.post("/<int:account_id>/enable")
def enable(account_id: int) -> ResponseReturnValue:
    service.enable(actor(), _other(account_id))
    flash("恢复了，本人可以用原来的密码登录。")
    return redirect(url_for(".index"))


@pages.post("/<int:account_id>/drop-totp")
def drop_totp(account_id: int) -> ResponseReturnValue:
    account = _other(account_id)
    service.drop_totp(actor(), account)
    notices.totp_dropped(account)
    flash("动态码取消了，正登录着的都已退出。请本人登录，重新启用。")
    return redirect(url_for(".index"))


def _chosen(form: Form) -> dict[int, str]:
    """Person → the name of the account, as they were typed; wrong ones are refused at their field."""
    names: dict[int, str] = {}
    ticked = request.form.getlist("person")
    for number in filter(str.isdecimal, ticked):
        field = f"username-{number}"
        try:
            names[int(number)] = AccountIn().load({"username": form.value(field)})["username"]
        except ValidationError as refusal:
            form.refuse(field, "".join(flatten(refusal.messages_dict).values()))
    if not ticked:
        form.refuse("people", "一个人也没有勾，没有开账号。请先勾上要开的。")
    return names


def _new_page(form: Form) -> str:
    people = new_accounts.waiting()
    names = list(new_accounts.suggested(people))
    ticked = set(request.form.getlist("person")) or {str(one.person.id) for one in people}
    return render_template(
        "administration/new_accounts.html",
        form=form,
        rows=list(zip(people, names, strict=True)),
        ticked=ticked,
        more=new_accounts.waiting_in_all() - len(people),
    )


def _other(account_id: int) -> Account:
    """Somebody else's account: one's own is changed on one's own page, after a proof."""
    _require_system()
    account = account_list.get_account(account_id)
    require(account.id != actor().account_id, OWN)
    return account


def _require_system() -> None:
    require(actor().has(Role.SYS_ADMIN), NOT_YOURS)
