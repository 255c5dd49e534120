from pathlib import Path

from yiguan.attachments.models import Attachment
from yiguan.attachments.pictures import Picture
from yiguan.base import clock
from yiguan.store import files
from yiguan.store.db import db


def keep(picture: Picture, folder: Path) -> Attachment:
    """Stores the file and flushes its row; the slice above stores the link. Raises OSError on a full disk."""
    name = files.store(folder, picture.data, ".jpg")
    row = Attachment(name=name, media_type=picture.media_type, size=len(picture.data), at=clock.now())
    row.width, row.height = picture.width, picture.height
    db.session.add(row)
    db.session.flush()
    return row
