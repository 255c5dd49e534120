"""The pictures and documents that somebody chose on a form."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask import g, request

from yiguan.attachments import contents
from yiguan.attachments.contents import Content
from yiguan.attachments.kinds import FileRefused
from yiguan.attachments.pictures import DECODERS, MAX_BYTES, Picture, PictureRefused, check, normalise
from yiguan.base.errors import Crowded, TooMany
from yiguan.web.forms import Form
from yiguan.web.limits import Failures
from yiguan.web.sizes import MIB

failures = Failures(10, "picture")
MANY_PICTURES = "从这里传来的照片有太多打不开。您填的内容都还在，请等一分钟再试，或者不附照片直接提交。"
MANY_FILES = "从这里传来的文件有太多收不了，这一个没有收下。请等一分钟，换一个再试。"


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


def read_file(form: Form, name: str, most_mb: int) -> Content | None:
    """The document or picture at this field, checked; None when there is none, or what is wrong is said at the field.

    It is as slow as `read_pictures`, and as safe to call again. Raises TooMany for too many refused ones.
    """
    if "chosen_file" not in g:
        data = _data_of(name, most_mb * MIB)
        _refuse_crowd(bool(data), MANY_FILES)
        if len(data) > most_mb * MIB:
            form.refuse(name, f"这个文件超过 {most_mb} MB，没有收下。请换一份小一点的，或者分成几份。")
        elif not data:
            form.refuse(name, "没有选文件，或者文件是空的。请选一个再放。")
        g.chosen_file = _checked(form, name, data) if form.ok else None
    found: Content | None = g.chosen_file
    return found


def _checked(form: Form, name: str, data: bytes) -> Content | None:
    file = request.files[name]
    try:
        with _told(form, name):
            return contents.of_file(data, file.filename or "")
    except Crowded as full:
        _say_full(form, name, full)
    return None


def _data_of(name: str, most: int = MAX_BYTES) -> bytes:
    file = request.files.get(name)
    return file.read(most + 1) if file and file.filename else b""


def _refuse_crowd(sent: bool, sentence: str) -> None:
    if sent and failures.is_over(request.remote_addr or ""):
        raise TooMany(sentence)


def _say_full(form: Form, name: str, full: Crowded) -> None:
    form.refuse(name, full.message)
    form.status = full.status


def _check(form: Form, sent: Mapping[str, bytes]) -> None:
    _refuse_crowd(bool(sent), MANY_PICTURES)
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
        _say_full(form, next(iter(sent)), full)
    return drawn


@contextmanager
def _told(form: Form, name: str) -> Iterator[None]:
    """Says a refusal at the field of the picture or file, and counts it."""
    try:
        yield
    except (PictureRefused, FileRefused) as refusal:
        failures.add(request.remote_addr or "")
        form.refuse(name, refusal.message)
