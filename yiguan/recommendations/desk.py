from flask import render_template, request, url_for

from yiguan.base.act import Act
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import STATION_KINDS
from yiguan.recommendations import acts, dossier, queries, rules
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.search.queries import matches
from yiguan.web.forms import Form, blank_form
from yiguan.web.paging import looked_for, paginate
from yiguan.web.surfaces import Pages, actor
from yiguan.workflow.pages import act_pages
from yiguan.workflow.signing import sign_page

pages = Pages("recommendations", "desk", "/desk/recommendations")
S = RecommendationState
OPEN = (S.SUBMITTED, S.APPROVED)
TILES = {S.SUBMITTED: "", S.APPROVED: "", S.RETURNED: "", S.ISSUED: "done"}


@pages.get("")
def index() -> str:
    """What waits for the district first; every figure opens its list."""
    stations = {station.code: station.name for station in units_of(*STATION_KINDS)}
    asked, unit = request.args.get("state", ""), request.args.get("unit", "")
    unit = unit if unit in stations else ""
    known = {str(state): state for state in S}
    states = () if asked == "all" else (known[asked],) if asked in known else OPEN
    sought = looked_for()
    query = queries.listed(actor(), *(() if sought else states), unit=unit)
    page = paginate(query.where(matches(Recommendation, sought)))
    counts = queries.counts(actor())
    return render_template(
        "recommendations/desk_index.html",
        page=page,
        units_on=queries.units_on(page.items),
        tiles=[(counts.get(s, 0), s.label, url_for(".index", state=s), tone) for s, tone in TILES.items()],
        filters=_filters(asked if asked in known or asked == "all" else "", unit),
        form=blank_form({"unit": unit, "state": asked}),
        stations=stations.items(),
        sought=sought,
    )


def _filters(asked: str, unit: str) -> list[tuple[str, str, bool, None]]:
    options = [("", "等区里办"), *((str(s), s.label) for s in S if s not in (S.DRAFT, S.SUPERSEDED)), ("all", "全部")]
    return [
        (label, url_for(".index", state=key or None, unit=unit or None), key == asked, None) for key, label in options
    ]


@pages.get("/<int:recommendation_id>")
def show(recommendation_id: int) -> str:
    return _show(queries.get_recommendation(actor(), recommendation_id))


def _show(recommendation: Recommendation, act: Act | None = None, form: Form | None = None) -> str:
    units = queries.units_on([recommendation])[recommendation.id]
    offered = blank_form({"addressee": units if len(units) <= 60 else "区人民政府办公室"})
    context = dossier.context_of(actor(), recommendation)
    forms = {act.name: form} if act and form else {}
    return render_template("recommendations/desk_show.html", **context, forms=forms, offered=offered)


act_pages(pages, "/<int:recommendation_id>", Recommendation, find=queries.get_recommendation, show=_show)
sign_page(
    pages,
    "/<int:recommendation_id>",
    acts.SIGN,
    find=queries.get_recommendation,
    show=_show,
    said=lambda signed: f"已签发，编号 {signed.number}。站里的召集人和委员会收到消息。",
    first=rules.require_signer,
)
