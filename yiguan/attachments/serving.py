from flask import send_file
from flask.typing import ResponseReturnValue

from yiguan.attachments.models import Attachment
from yiguan.attachments.service import path_of


def show_picture(attachment: Attachment) -> ResponseReturnValue:
    """A picture that the program has drawn itself, on the page. Raises Conflict, NotFound."""
    return send_file(path_of(attachment), mimetype=attachment.media_type)


def hand_out(attachment: Attachment) -> ResponseReturnValue:
    """Any file, to be saved under its own name; no browser opens it here. Raises Conflict, NotFound."""
    path = path_of(attachment)
    name = attachment.title or attachment.name
    return send_file(path, mimetype=attachment.media_type, as_attachment=True, download_name=name)
