"""The pictures that somebody chose on a form."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask import g, request

from yiguan.attachments.pictures import DECODERS, MAX_BYTES, Picture, PictureRefused, check, normalise
from yiguan.base.errors import Crowded, TooMany
from yiguan.web.forms import Form
from yiguan.web.limits import Failures

failures = Failures(10, "picture")


def read_pictures(form: Form, names: Sequence[str]) -> list[Picture]:
    """The pictures in the order of `names`, drawn anew; what is wrong with one is said at its field.

    It is slow, so no transaction may be open. Everything else is checked before: for a form that is refused anyway
    nothing is drawn. A request that is retried draws nothing again. Raises TooMany for too many broken ones.
    """
    if "pictures" not in g:
        sent = {name: data for name in names if (data := _data_of(name))}
        _check(form, sent)
        g.pictures = _drawn(form, sent) if form.ok and sent else []
    found: list[Picture] = g.pictures
    return found


def _data_of(name: str) -> bytes:
    file = request.files.get(name)
    return file.read(MAX_BYTES + 1) if file and file.filename else b""


def _check(form: Form, sent: Mapping[str, bytes]) -> None:
    if sent and failures.is_over(request.remote_addr or ""):
        raise TooMany("从这里传来的照片有太多打不开。您填的内容都还在，请等一分钟再试，或者不附照片直接提交。")
    for name, data in sent.items():
        with _told(form, name):
            check(data)


def _drawn(form: Form, sent: Mapping[str, bytes]) -> list[Picture]:
    """All pictures of a form in one place, so that nobody is sent away half-way; none after one that is refused."""
    drawn: list[Picture] = []
    try:
        with DECODERS.taken() as slot:
            for name, data in sent.items():
                with _told(form, name):
                    drawn += [normalise(data, slot)] if form.ok else []
    except Crowded as full:
        form.refuse(next(iter(sent)), full.message)
        form.status = full.status
    return drawn


@contextmanager
def _told(form: Form, name: str) -> Iterator[None]:
    """Says a refusal at the picture's field, and counts it."""
    try:
        yield
    except PictureRefused as refusal:
        failures.add(request.remote_addr or "")
        form.refuse(name, refusal.message)
