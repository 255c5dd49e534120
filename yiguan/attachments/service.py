from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

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


def is_there(attachment: Attachment, folder: Path) -> bool:
    """Whether its file is still kept; its row stays when the file goes."""
    return files.path_of(folder, attachment.name).exists()


def forget(found: Sequence[Attachment], folder: Path) -> int:
    """Deletes the files and returns how many; one that another attachment needs stays. It may be repeated."""
    ids, names = [one.id for one in found], {one.name for one in found if is_there(one, folder)}
    shared = select(Attachment.name).where(Attachment.name.in_(names), Attachment.id.not_in(ids))
    gone = names - set(db.session.scalars(shared))
    for name in gone:
        files.path_of(folder, name).unlink(missing_ok=True)
    return len(gone)
