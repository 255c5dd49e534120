"""What of this slice's tables is watched (audit/watch.py); an answer that left is what two people signed."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import selectinload

from yiguan.audit.shapes import Part, Shape, columns
from yiguan.audit.watch import watch
from yiguan.handling.models import (
    CaseClerk,
    CaseLink,
    CoHandler,
    Countersign,
    Handling,
    HandlingEntry,
    HandlingItem,
    ItemReply,
    Reply,
    ReplyFile,
)
from yiguan.handling.states import FileUse
from yiguan.numbering.sealed import unlike_the_book
from yiguan.store.db import db

HANDLING = columns("id", "sender_id", "unit_id", "title", "source", "source_url", "state", "disputes", "paper",
                   "dispatched_at", "leader_id", "promised_on", "asked_days", "redone", "ended_at", "at",
                   "is_sample", "limit_id", "term_id")  # fmt: skip
_items = cast(Table, HandlingItem.__table__)
CO_HANDLER = Part(
    cast(Table, CoHandler.__table__),
    "item_id",
    columns("id", "item_id", "position", "unit_id"),
    through=(_items, "handling_id"),
)
ITEMS = Part(_items, "handling_id", columns("id", "handling_id", "position", "text"))
watch(
    Handling,
    {
        1: Shape(HANDLING, {"items": ITEMS, "co_units": CO_HANDLER}),
        2: Shape(HANDLING | columns("reminded"), {"items": ITEMS, "co_units": CO_HANDLER}),
    },
    apart={"due_on": "repeats the last day of its time limit", "version": "counts edits"},
)
watch(HandlingEntry, {1: Shape(columns("id", "handling_id", "kind", "day", "text", "by", "at"))})
watch(CaseLink, {1: Shape(columns("id", "handling_id", "token_hash", "at", "revoked_at", "is_sample"))})
watch(CaseClerk, {1: Shape(columns("id", "link_id", "person_id", "at", "is_sample"))})
REPLY = columns("id", "handling_id", "unit_id", "version", "opening", "openness", "openness_reason", "drafted_by",
                "drafted_at", "checked_by", "remarks", "returned_at", "number", "sent_at", "at")  # fmt: skip
ANSWER = columns("id", "reply_id", "item_id", "answer_class", "text", "promised_on")
COUNTERSIGN = columns("id", "reply_id", "unit_id", "waived", "note", "by", "at")
FILE = columns("id", "reply_id", "attachment_id", "use", "text_digest", "by", "at", "withdrawn_at")
FIRST_PARTS = {
    "answers": Part(cast(Table, ItemReply.__table__), "reply_id", ANSWER),
    "countersigned": Part(cast(Table, Countersign.__table__), "reply_id", COUNTERSIGN),
}
PARTS = {**FIRST_PARTS, "files": Part(cast(Table, ReplyFile.__table__), "reply_id", FILE)}
watch(Reply, {1: Shape(REPLY, FIRST_PARTS), 2: Shape(REPLY, PARTS)})


def sent() -> Iterator[str]:
    """What left the house has both signatures, over one text, and each answer stands in it."""
    signed_by = (selectinload(Reply.signature), selectinload(Reply.clearance))
    files = selectinload(Reply.files).joinedload(ReplyFile.attachment)
    whole = (selectinload(Reply.answers), files, *signed_by)
    query = select(Reply).where(Reply.number.is_not(None)).options(*whole).order_by(Reply.id)
    for reply in db.session.scalars(query.execution_options(yield_per=100)):
        signed = [one for one in (reply.signature, reply.clearance) if one]
        if len({one.person_id for one in signed}) != 2 or len({one.text for one in signed}) != 1:
            yield f"reply {reply.id}：送出的答复没有两个人签同一份文字。"
        elif not all(answer.text in signed[0].text for answer in reply.answers):
            yield f"reply {reply.id}：答复的文字和签过的不一样。"
        elif not all(one.attachment.digest in signed[0].text for one in reply.files_for(FileUse.EVIDENCE)):
            yield f"reply {reply.id}：佐证材料和签的时候不一样。"


def numbers() -> Iterator[str]:
    yield from unlike_the_book(Reply.number, "reply")


CHECKS = (sent, numbers)
