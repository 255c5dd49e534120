"""`/api/docs`: the API described on one page from its own specification, without any script."""

from flask import current_app, render_template

from yiguan.home.reading import groups_of
from yiguan.web.surfaces import Pages, open_to_all

pages = Pages("home", "api", url_prefix="/api")


@pages.get("/docs")
@open_to_all
def docs() -> str:
    """Every act, grouped by the noun of its address, with its parameters, its fields and its answers."""
    api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return render_template("home/api_docs.html", groups=groups_of(api.spec.to_dict()))
