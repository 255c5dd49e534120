from flask import Response

from yiguan.base.actor import Actor
from yiguan.base.text import stem_of
from yiguan.documents import papers
from yiguan.documents.paper import UNSIGNED
from yiguan.recommendations import dossier, queries
from yiguan.recommendations.paper import paper_of
from yiguan.web.downloads import as_file


def hand_out(actor: Actor, recommendation_id: int, kind: str) -> Response:
    """The paper, for whoever may read the page; `kind` is docx or pdf. Raises NotFound, Conflict."""
    recommendation = queries.get_recommendation(actor, recommendation_id)
    mending = dossier.is_mending(actor, recommendation)
    paper = paper_of(recommendation, [] if mending else queries.items_of(recommendation))
    name = stem_of(f"{paper.number or UNSIGNED}{paper.title}")
    return as_file(papers.write(kind, paper), papers.FORMATS[kind], f"{name}.{kind}")
