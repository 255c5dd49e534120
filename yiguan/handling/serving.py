"""Papers as files, for whoever may read the page of the case."""

from flask import Response

from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.base.text import stem_of
from yiguan.documents import papers as files
from yiguan.documents.paper import UNSIGNED, Paper
from yiguan.documents.states import Layout
from yiguan.handling import paper, papers, queries
from yiguan.web.downloads import as_file

OF_A_CASE = {"assignment": papers.assignment, "reminder": papers.reminder}
OF_A_VERSION = {"letter": paper.letter, "clearance": paper.clearance}
NO_VERSION = "这件没有第{version}稿答复。请回到这件的页面，从有的几稿里选。"


def hand_out(actor: Actor, handling_id: int, name: str, kind: str) -> Response:
    """`name` is a key of OF_A_CASE, `kind` is docx or pdf. Raises NotFound, Forbidden, Conflict."""
    return _file(OF_A_CASE[name](actor, queries.get_handling(actor, handling_id)), kind)


def hand_out_version(actor: Actor, handling_id: int, version: int, name: str, kind: str) -> Response:
    """`name` is a key of OF_A_VERSION, `kind` is docx or pdf. Raises NotFound, Conflict."""
    handling = queries.get_handling(actor, handling_id)
    reply = next((one for one in queries.read_by(actor, handling) if one.version == version), None)
    if reply is None:
        raise NotFound(NO_VERSION.format(version=version))
    return _file(OF_A_VERSION[name](handling, reply), kind)


def _file(made: Paper, kind: str) -> Response:
    head = "" if made.layout is Layout.FORM else made.number or UNSIGNED
    name = stem_of(f"{head}{made.title}")
    return as_file(files.write(kind, made), files.FORMATS[kind], f"{name}.{kind}")
