"""Files of an answer: what proves it, the paper that it came on, the sheets that were signed by hand."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import flag_modified

from yiguan.attachments import service as attachments
from yiguan.attachments.contents import Content
from yiguan.audit import trail
from yiguan.base import clock, crypto
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound, require
from yiguan.handling import answering, queries, rules, wording
from yiguan.handling.marks import ADD_FILE, DROP_FILE
from yiguan.handling.models import Handling, Reply, ReplyFile
from yiguan.handling.states import FileUse, HandlingState
from yiguan.settings import settings
from yiguan.store.db import db

S = HandlingState
MOST, MOST_MB = 10, 20
SHEETS = (FileUse.SIGNED, FileUse.SIGNED_OFF)
WRITING = (S.RECEIVED, S.IN_PROGRESS)
CLOSED = (
    "现在不能放这种材料，文件没有存下。佐证材料在交出去以前放，签字件在等签的时候放。请回到这件的页面看看现在的情况。"
)
ENOUGH = f"一稿最多放{MOST}个文件，这一个没有放上。请先撤下用不着的，或者合成一份。"
NO_FILE = "没有这个文件，可能已经撤下了。请回到这件的页面看看现在有哪些。"
FROZEN = "这个文件跟着这一稿交出去了，不能撤下，什么都没有改动。要换，请现在看的人先退回。"


def open_uses(actor: Actor, handling: Handling) -> list[FileUse]:
    """What this person may add now: the unit and the office what proves the answer and the unit's sheet; the office
    alone the paper that an answer came on, and the district leader's sheet.
    """
    office, writes = rules.is_office(actor, handling), rules.can_write(actor, handling)
    if handling.state in WRITING and writes:
        return [FileUse.EVIDENCE, *([FileUse.ORIGINAL] if office else [])]
    if handling.state is S.CHECKED and writes:
        return [FileUse.SIGNED]
    return [FileUse.SIGNED_OFF] if handling.state is S.UNIT_SIGNED and office else []


def require_open(actor: Actor, handling: Handling) -> None:
    """Before a file is read. Raises Forbidden."""
    require(bool(open_uses(actor, handling)), CLOSED)


def add(actor: Actor, handling: Handling, content: Content, use: FileUse) -> ReplyFile:
    """`handling` is locked, since files are counted. Raises Forbidden, and Conflict for one too many."""
    require(use in open_uses(actor, handling), CLOSED)
    reply = answering.open_version(handling) if handling.state in WRITING else answering.current(handling)
    if sum(one.withdrawn_at is None for one in reply.files) >= MOST:
        raise Conflict(ENOUGH, code="too_many_files")
    kept = attachments.keep(content, settings().uploads, owner_id=actor.id, unit_id=handling.unit_id)
    file = ReplyFile(attachment=kept, use=use, by=actor.id, at=clock.now())
    file.text_digest = crypto.digest(text_for(handling, reply).encode()) if use in SHEETS else ""
    reply.files.append(file)
    _count(handling, use)
    trail.record(handling, ADD_FILE, by=actor, after=str(use))
    return file


def _count(handling: Handling, use: FileUse) -> None:
    """The version rises with every sheet, so that nobody confirms another one than the page showed."""
    if use in SHEETS:
        flag_modified(handling, "title")


def text_for(handling: Handling, reply: Reply) -> str:
    """What is signed: the text under the unit's signature, or what it would be."""
    return reply.signature.text if reply.signature else wording.letter(handling, reply, queries.copied_to(handling))


def files_of(actor: Actor, handling: Handling) -> Sequence[ReplyFile]:
    """Of the versions that the actor reads, the first one first; without those that were withdrawn."""
    read = [reply.id for reply in queries.read_by(actor, handling)]
    query = select(ReplyFile).join(Reply, Reply.id == ReplyFile.reply_id).join(ReplyFile.attachment)
    kept = (Reply.id.in_(read), ReplyFile.withdrawn_at.is_(None))
    return db.session.scalars(
        query.where(*kept).options(contains_eager(ReplyFile.attachment)).order_by(ReplyFile.id)
    ).all()


def get_file(actor: Actor, handling: Handling, file_id: int) -> ReplyFile:
    """Raises NotFound, also for one that was withdrawn."""
    found = next((one for one in files_of(actor, handling) if one.id == file_id), None)
    if found is None:
        raise NotFound(NO_FILE)
    return found


def droppable(actor: Actor, handling: Handling, reply: Reply | None) -> list[int]:
    """The files of this version that may go: of the kinds that may be added now, none of a version that is frozen."""
    uses = open_uses(actor, handling)
    if reply is None or (handling.state in WRITING and not queries.is_written(handling, reply)):
        return []
    return [one.id for one in reply.files if one.use in uses and one.withdrawn_at is None]


def drop(actor: Actor, handling: Handling, file: ReplyFile) -> None:
    """What was handed on stays. The file itself goes unless another version has it. Raises Forbidden."""
    require(file.id in droppable(actor, handling, queries.own_reply(handling)), FROZEN)
    file.withdrawn_at = clock.now()
    _count(handling, file.use)
    trail.record(handling, DROP_FILE, by=actor, before=str(file.use))
    users = select(func.count()).where(ReplyFile.attachment_id == file.attachment_id)
    if db.session.scalar(users) == 1:
        attachments.forget([file.attachment], settings().uploads)
