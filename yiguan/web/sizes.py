"""How large a request may be. deploy/nginx.conf lets through as much; a test compares them."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

MIB = 1024 * 1024
MOST_BYTES = 2 * MIB
"""Of a request without files. A thousand scans of a check-in desk need one and a half."""
MOST_FIELDS = 2000
FORM = "application/x-www-form-urlencoded"
View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most: int) -> Callable[[View], View]:
    """For a view whose form has files of so many bytes together."""

    def mark(view: View) -> View:
        view.most_bytes = most + MOST_BYTES  # type: ignore[attr-defined]
        return view

    return mark


def limit_size() -> None:
    """Sets the limit of this request, before anything is read. Raises RequestEntityTooLarge.

    Werkzeug counts the fields of other forms by itself (MAX_FORM_PARTS), of these it reads any number.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(view, "most_bytes", MOST_BYTES)
    if request.mimetype == FORM and request.get_data().count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
