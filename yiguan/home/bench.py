from flask import render_template

from yiguan.home import tasks
from yiguan.notifications import queries as notices
from yiguan.people.states import BENCH_ROLES
from yiguan.web.surfaces import Pages, actor

pages = Pages("home", "bench", url_prefix="/bench")


@pages.get("/")
def landing() -> str:
    """待办: what comes next and what it lacks, then everything that waits, what is due first on top."""
    return render_template(
        "home/bench.html",
        cards=tasks.cards(actor()),
        queue=tasks.waiting(actor()),
        own=tasks.own(actor()),
        unread=notices.unread(actor()),
        stations=stations(),
    )


def stations() -> list[tuple[str, str]]:
    """(code, name) of every place the actor belongs to, once, however many appointments lead there (ST-03)."""
    own = [grant for grant in actor().grants if grant.role in map(str, BENCH_ROLES)]
    return list(dict.fromkeys((grant.path.split("/")[-2], grant.unit_name) for grant in own))
