from typing import Any

from flask import jsonify

from yiguan.base.errors import NotFound, require
from yiguan.people import gates
from yiguan.publishing import queries, rules
from yiguan.publishing.acts import WITHDRAW, showing
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.schemas import PublicTopicOut, PublishIn, WithdrawIn, open_page
from yiguan.publishing.states import PublicationState
from yiguan.topics.models import Topic
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.perform import perform

pages = ApiPages("publishing", "/publications", description="公开：谁都能看的议题，从提出到答复")


@pages.get("")
def public_list() -> Any:
    """Open to everybody, as the page is."""
    return listing(paginate(queries.published()), PublicTopicOut)


@pages.get("/<code>")
def show(code: str) -> Any:
    publication = queries.by_code(code)
    if publication.state is PublicationState.WITHDRAWN:
        return jsonify(code=publication.topic.code, withdrawn_at=publication.withdrawn_at, why=publication.why)
    return jsonify(open_page(queries.page_of(publication)))


@pages.post("/<code>/publish")
@pages.takes(PublishIn)
def publish(data: dict[str, Any], code: str) -> Any:
    """Show what is final of the topic, or what came since."""
    topic, publication = _known(code)
    require(rules.can_publish(actor(), topic))
    shown = publication or prepare(topic)
    return _brief(perform(showing(shown), shown, by=actor(), **data).record)


@pages.post("/<code>/withdraw")
@pages.takes(WithdrawIn)
def withdraw(data: dict[str, Any], code: str) -> Any:
    """Take the page down; its address goes on answering, with the day and the reason."""
    _, publication = _known(code)
    if publication is None:
        raise NotFound("这件事还没有公开过，不用撤下。")
    return _brief(perform(WITHDRAW, publication, by=actor(), **data).record)


def _known(code: str) -> tuple[Topic, Publication | None]:
    gates.require_staff(actor())
    topic, publication = queries.get_topic(actor(), queries.id_of(code))
    if publication:
        match_version(publication)
    return topic, publication


def _brief(publication: Publication) -> Any:
    return jsonify(
        {**PublicTopicOut().dump(publication), "state": str(publication.state), "version": publication.version}
    )
