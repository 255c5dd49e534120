from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from yiguan.attachments.contents import Content
from yiguan.attachments.models import Attachment
from yiguan.attachments.states import ScanState
from yiguan.base import clock
from yiguan.base.errors import Conflict, NotFound
from yiguan.settings import settings
from yiguan.store import files
from yiguan.store.db import db

NOT_YET = "这个文件还在查毒，查完才能打开。请过一分钟再点一次。"
HARMFUL = "这个文件里查出了有害内容，打不开了。请告诉放文件的人，换一份干净的。"
GONE = "这个文件已经不在了：撤下了，或者过了保存的期限。"


def keep(content: Content, folder: Path, *, owner_id: int | None, unit_id: int | None) -> Attachment:
    """Stores the file and flushes its row; the slice above stores the link. Raises OSError on a full disk."""
    name = files.store(folder, content.data, content.kind.suffix)
    row = Attachment(name=name, title=content.title, media_type=content.kind.media_type, size=len(content.data))
    row.digest, row.width, row.height = name.partition(".")[0], content.width, content.height
    row.owner_id, row.unit_id, row.at = owner_id, unit_id, clock.now()
    row.scan = ScanState.WAITING if settings().scan else ScanState.UNSCANNED
    db.session.add(row)
    db.session.flush()
    return row


def is_there(attachment: Attachment, folder: Path) -> bool:
    """Whether its file is still kept; its row stays when the file goes."""
    return files.path_of(folder, attachment.name).exists()


def path_of(attachment: Attachment) -> Path:
    """Where the file lies. Raises Conflict for one that may not leave, NotFound for one that is gone."""
    if not attachment.may_leave:
        raise Conflict(HARMFUL if attachment.scan is ScanState.REFUSED else NOT_YET, code="file_held")
    if not is_there(attachment, settings().uploads):
        raise NotFound(GONE)
    return files.path_of(settings().uploads, attachment.name)


def forget(found: Sequence[Attachment], folder: Path) -> int:
    """Deletes the files and returns how many; one that another attachment needs stays. It may be repeated."""
    ids, names = [one.id for one in found], {one.name for one in found if is_there(one, folder)}
    shared = select(Attachment.name).where(Attachment.name.in_(names), Attachment.id.not_in(ids))
    gone = names - set(db.session.scalars(shared))
    for name in gone:
        files.path_of(folder, name).unlink(missing_ok=True)
    return len(gone)
