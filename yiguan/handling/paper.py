"""The papers of one version of an answer: 答复函, of a signed one in the words that were signed, and its 审签单."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.documents import forms
from yiguan.documents.forms import Sent
from yiguan.documents.paper import Paper
from yiguan.documents.reading import blocks_of
from yiguan.handling import coverage, queries, wording
from yiguan.handling.models import Countersign, Handling, Reply
from yiguan.handling.states import FileUse
from yiguan.people.queries import names_of
from yiguan.signatures.models import Signature

NOT_SENT = "（没有送出，仅供核对）"
RETURNED = "（已退回，仅供核对）"


def letter(handling: Handling, reply: Reply) -> Paper:
    """Until it is sent it says so, and has neither number nor day."""
    signature = reply.signature
    text = signature.text if signature else wording.letter(handling, reply, queries.copied_to(handling))
    digest = (f"本件内容的 SM3 摘要：{signature.digest}",) if signature else ()
    kinds = {answer.item_id: answer.answer_class for answer in reply.answers}
    paper = _read(text, mark=coverage.mark_of([kinds.get(item.id) for item in handling.items]))
    day = clock.local(reply.sent_at).date() if reply.sent_at else None
    return replace(paper, number=_number(reply), day=day, notes=(*paper.notes, *digest))


def _number(reply: Reply) -> str:
    """Of what has not left, the words in its place; empty for what nobody signed."""
    return reply.number or (RETURNED if reply.returned_at else NOT_SENT if reply.signature else "")


def _read(text: str, *, mark: str) -> Paper:
    """What wording.letter wrote, in its order; only what people typed may have blank lines of its own."""
    title, addressee, *body, sender, below = text.split("\n\n")
    lines = below.split("\n")
    copies = [line.removeprefix(wording.COPIES) for line in lines if line.startswith(wording.COPIES)]
    sent = Sent(
        sender,
        addressee.removesuffix("："),
        notes=tuple(line for line in lines if not line.startswith(wording.COPIES)),
        copies=tuple("、".join(copies).split("、")) if copies else (),
    )
    words = blocks_of("\n\n".join(body), heading=wording.HEADING, leads=(wording.ANSWER,))
    return forms.reply(sent, title, tuple(words), mark=mark)


def clearance(handling: Handling, reply: Reply) -> Paper:
    """What is answered, and a row for each hand: who has not cleared yet finds room to do it on paper."""
    facts = [
        ("编号", handling.source),
        ("提出单位", handling.sender.name),
        ("主办单位", reply.unit.name),
        ("协办单位", queries.names(queries.co_units_of(handling))),
        ("稿次", f"第{reply.version}稿"),
        ("答复类别", wording.counted(reply.answers)),
        ("公开属性", wording.openness(reply)),
        ("发文字号", _number(reply)),
        *_files(reply),
    ]
    return forms.clearance(handling.title, facts, list(_hands(handling, reply)))


def _files(reply: Reply) -> Iterator[tuple[str, str]]:
    """Where there are any."""
    if reply.files_for(FileUse.ORIGINAL):
        yield "来文", "纸质或者 OA 来文，办公室录入，原件已存"
    if evidence := reply.files_for(FileUse.EVIDENCE):
        yield "附件", "\n".join(one.attachment.title for one in evidence)


def _hands(handling: Handling, reply: Reply) -> Iterator[tuple[str, str]]:
    """When it was checked and who returned it stands in the trail alone."""
    since = [one for one in entries_of(handling) if reply.drafted_at and one.at >= reply.drafted_at]
    done = {one.act: (one.actor_id, one.at) for one in reversed(since)}
    _, checked_at = done.get("check", (None, None))
    returner, _ = done.get("return", (None, None))
    asked = None if reply.returned_at else handling.leader_id
    people = (reply.drafted_by, reply.checked_by, returner, asked, *(one.by for one in reply.countersigned))
    confirmers = (one.confirmed_by for one in (reply.signature, reply.clearance) if one)
    names = names_of((*people, *confirmers))
    yield "承办人拟稿", _hand(names, reply.drafted_by, reply.drafted_at)
    yield from _countersignatures(handling, reply, names)
    yield "办公室核稿", _hand(names, reply.checked_by, checked_at) if reply.checked_by else ""
    yield "单位负责人签发", _signed(reply.signature, names)
    leader = reply.clearance.name if reply.clearance else names.get(asked or 0, "")
    yield f"区领导审签\n{leader}".strip(), _signed(reply.clearance, names)
    if reply.returned_at:
        yield "退回", f"{reply.remarks}\n{_hand(names, returner, reply.returned_at)}"


def _countersignatures(handling: Handling, reply: Reply, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    done = {one.unit.id: one for one in reply.countersigned}
    units = [*queries.co_units_of(handling), *(one.unit for one in reply.countersigned)]
    for unit in {unit.id: unit for unit in units}.values():
        yield f"{unit.short_name}会签", _countersigned(done[unit.id], names) if unit.id in done else ""


def _countersigned(one: Countersign, names: Mapping[int, str]) -> str:
    said = f"没有等：{one.note}" if one.waived else one.note or "会签了"
    return f"{said}\n{_hand(names, one.by, one.at)}"


def _signed(signature: Signature | None, names: Mapping[int, str]) -> str:
    if signature is None:
        return ""
    if signature.signed_on is None:
        return f"{signature.name}　{_time(signature.at)}"
    confirmed = f"{names.get(signature.confirmed_by or 0, '')}看签字件确认　{_time(signature.at)}"
    return f"{signature.name}　{clock.written(signature.signed_on)}在纸上签\n{confirmed}"


def _hand(names: Mapping[int, str], person: int | None, at: datetime | None) -> str:
    return f"{names.get(person or 0, '')}　{_time(at)}".strip() if at else ""


def _time(at: datetime) -> str:
    return f"{clock.written(at)} {clock.time_of_day(at)}"
