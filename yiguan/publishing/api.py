from flask import Response, jsonify
from sqlalchemy import Select

from yiguan.base.act import Act
from yiguan.base.errors import NotFound, require
from yiguan.publishing import queries, rules
from yiguan.publishing.acts import CHECK, COVER, WITHDRAW, showing
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.schemas import (
    CheckIn,
    CoverIn,
    PublicationOut,
    PublicTopicOut,
    PublishIn,
    WithdrawIn,
    WithdrawnOut,
    whole_page,
)
from yiguan.publishing.states import PublicationState
from yiguan.topics.models import Topic
from yiguan.web.api import ApiPages, Body, versioned
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.perform import perform, require_open

pages = ApiPages(
    "publishing",
    "/publications",
    description="公开: the topics that everybody may read, from the first word to the answer.",
)


@pages.get("")
@pages.lists(PublicTopicOut)
@pages.open
def public_list() -> Select[Publication]:
    """List the topics that are public, the latest first."""
    return queries.published()


@pages.get("/<code>")
@pages.gives_either(whole_page(), WithdrawnOut)
@pages.open
def show(code: str) -> queries.PublicPage | Response:
    """Show the public page of a topic; of one that was withdrawn, the day and the reason."""
    publication = queries.by_code(code)
    if publication.state is not PublicationState.PUBLISHED:
        return jsonify(WithdrawnOut().dump(publication))
    return queries.page_of(publication)


@pages.post("/<code>/publish")
@pages.takes(versioned(PublishIn))
@pages.gives(PublicationOut)
def publish(body: Body, code: str) -> Publication:
    """Show to everybody what is final of the topic, or what came since."""
    page = _page(code)
    return _done(showing(page), page, body)


@pages.post("/<code>/check")
@pages.takes(versioned(CheckIn))
@pages.gives(PublicationOut)
def check(body: Body, code: str) -> Publication:
    """Say that one has read through what is going to be public; `waiver` says why personal data may stay."""
    return _done(CHECK, _page(code), body)


@pages.post("/<code>/cover")
@pages.takes(versioned(CoverIn))
@pages.gives(PublicationOut)
def cover(body: Body, code: str) -> Publication:
    """Hide words on the public page."""
    return _done(COVER, _page(code), body)


@pages.post("/<code>/withdraw")
@pages.takes(versioned(WithdrawIn))
@pages.gives(PublicationOut)
def withdraw(body: Body, code: str) -> Publication:
    """Take the public page down; its address goes on answering, with the day and the reason."""
    _, publication = _known(code)
    if publication is None:
        raise NotFound("这件事还没有公开过，不用撤下。")
    return _done(WITHDRAW, publication, body)


def _page(code: str) -> Publication:
    topic, publication = _known(code)
    require(rules.can_publish(actor(), topic))
    return publication or prepare(topic)


def _done(act: Act, publication: Publication, body: Body) -> Publication:
    require_open(act, publication, actor())
    perform(act, publication, by=actor(), **body())
    return publication


def _known(code: str) -> tuple[Topic, Publication | None]:
    topic, publication = queries.get_topic(actor(), queries.id_of(code))
    if publication:
        match_version(publication)
    return topic, publication
