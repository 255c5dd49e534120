"""A list that is typed or uploaded: the file's lines take the place of the typed ones and are previewed."""

from collections.abc import Callable

from flask import request

from yiguan.base.errors import Invalid
from yiguan.web.forms import Form


def with_file(form: Form, read: Callable[[bytes], str], most: int) -> Form:
    """The form with the lines of its `file`, if one was chosen. `read` gets one byte more than `most` of a file that is
    too large, and raises Invalid at `file` for one without lines.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        return form
    try:
        lines = read(file.read(most + 1))
    except Invalid as refusal:
        return Form(form.typed).take(refusal)
    errors = {name: said for name, said in form.errors.items() if name != "lines"}
    return Form({**form.typed, "lines": lines}, errors, {**form.data, "lines": lines, "confirmed": False})
