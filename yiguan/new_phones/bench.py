from flask import render_template

from yiguan.base import qr
from yiguan.base.act import Act
from yiguan.new_phones import queries
from yiguan.new_phones.models import PhoneMove
from yiguan.people import vault
from yiguan.people.privacy.masks import hall_name
from yiguan.web.forms import Form, blank_form
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to
from yiguan.workflow.pages import act_pages, form_of

pages = Pages("new_phones", "bench", "/bench/new-phones")


@pages.get("/<int:phone_move_id>")
def show(phone_move_id: int) -> str:
    return _page(queries.get_move(actor(), phone_move_id))


def _page(move: PhoneMove, act: Act | None = None, form: Form | None = None) -> str:
    """With the code for who asked, once it is confirmed and while it is valid."""
    code = queries.code_for(actor(), move)
    return render_template(
        "new_phones/show.html",
        move=move,
        name=hall_name(vault.name_of(move.person)),
        spelt=f"{code[:4]} {code[4:]}",
        drawing=qr.draw(queries.address_of(code)) if code else None,
        acts=open_to(actor(), move),
        steps=history_of(move),
        **form_of(actor(), move, act, form or blank_form(), phone_move_id=move.id),
    )


act_pages(pages, "/<int:phone_move_id>", PhoneMove, find=queries.get_move, show=_page)
