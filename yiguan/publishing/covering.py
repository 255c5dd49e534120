"""遮住: a reviewer hides words on a topic's public page. The public sees that something is hidden, and never what."""

import re
from collections.abc import Callable, Collection, Sequence
from html import unescape
from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import escape
from sqlalchemy import select

from yiguan.base import clock
from yiguan.publishing.models import Publication, Redaction
from yiguan.store.db import db
from yiguan.store.keyring import decrypt, encrypt

BLOCK = "▇"
MOST_BLOCKS = 8
SPELLED_BY_US = {"code", "number", "url", "first_at", "at", "day", "until", "state", "stage", "kind", "unit"}
"""Fields of the API that nobody typed: an address or a day with blocks in it would be none."""
_TAG = re.compile("(<[^>]*>)")


def covered(text: str, words: Collection[str], spelled: Callable[[str], str] = str) -> str:
    """The text with blocks in place of the words, which stand in it as `spelled`; words that overlap are one block."""
    hidden = [False] * len(text)
    for one in filter(None, map(spelled, words)):
        for found in re.finditer(f"(?={re.escape(one)})", text):
            hidden[found.start() : found.start() + len(one)] = [True] * len(one)
    pieces = groupby(zip(text, hidden, strict=True), key=itemgetter(1))
    return "".join(_shown("".join(char for char, _ in piece), hidden=is_hidden) for is_hidden, piece in pieces)


def _shown(piece: str, *, hidden: bool) -> str:
    return BLOCK * min(len(unescape(piece)), MOST_BLOCKS) if hidden else piece


def covered_page(html: str, words: Collection[str]) -> str:
    """What people read on a page, whichever slice wrote it; tags with their addresses stay."""
    pieces = _TAG.split(html) if words else [html]
    return "".join(piece if piece.startswith("<") else covered(piece, words, escape) for piece in pieces)


def covered_data(data: Any, words: Collection[str]) -> Any:
    """The same for what the API gives."""
    if isinstance(data, str):
        return covered(data, words)
    if isinstance(data, dict):
        return {name: one if name in SPELLED_BY_US else covered_data(one, words) for name, one in data.items()}
    return [covered_data(one, words) for one in data] if isinstance(data, list) else data


def redactions_of(publication: Publication) -> Sequence[Redaction]:
    """Those in force, the first one first."""
    query = select(Redaction).where(Redaction.publication_id == publication.id, Redaction.lifted_at.is_(None))
    return db.session.scalars(query.order_by(Redaction.id)).all()


def hidden_on(publication: Publication) -> list[str]:
    return [words_of(one) for one in redactions_of(publication)]


def public_title(publication: Publication) -> str:
    """For lists, which load the redactions of all their lines at once."""
    return covered(publication.topic.title, [words_of(one) for one in publication.redactions if not one.lifted_at])


def words_of(redaction: Redaction) -> str:
    return decrypt(redaction.words, _context(redaction.publication_id))


def hide(publication: Publication, words: str) -> None:
    blob = encrypt(words, _context(publication.id))
    db.session.add(Redaction(publication_id=publication.id, words=blob, at=clock.now()))


def lift(publication: Publication, number: int) -> bool:
    """Whether these words were hidden there."""
    found = next((one for one in redactions_of(publication) if one.id == number), None)
    if found is not None:
        found.lifted_at = clock.now()
    return found is not None


def _context(publication_id: int) -> str:
    return f"redaction.words:{publication_id}"
