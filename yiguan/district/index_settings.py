from flask import render_template

from yiguan.web.surfaces import Pages

pages = Pages("district_index", "settings", url_prefix="/desk/settings")


@pages.get("")
def index() -> str:
    return render_template("district/index.html")
