"""Signatures on paper: somebody uploads the scan of the sheet, the office looks and confirms who signed, and when.

The text under such a signature is frozen like any other (decision 0061).
"""

from datetime import date

from sqlalchemy.orm.attributes import set_committed_value

from yiguan.attachments.service import path_of
from yiguan.base import clock, crypto
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.handling import answering, coverage, filing
from yiguan.handling.models import Handling, Reply, ReplyFile
from yiguan.handling.states import SIGN, SIGN_OFF, FileUse
from yiguan.people import service as people
from yiguan.people.queries import accounts_with, holders_of, names_of
from yiguan.people.states import PersonKind, Role
from yiguan.signatures.service import Sheet, bare, confirm, is_same

OFFICE = (Role.OFFICER, Role.DISPATCH_OFFICER)
NO_SHEET = "还没有签字件，没有可以确认的，什么都没有改动。请先点“材料、签字件”，把签好字的那张扫描或者拍照传上来。"
FALLEN = (
    "传签字件以后，答复函的文字变了（抄送单位或者电话），签字件不能用，什么都没有改动。请重新打印、签字，再传一次。"
)
OWN = "这份是您录入的，或者签字件是您传的，要由另一位来确认，什么都没有改动。请办公室的同事核对。"
NO_LEADER = "还不知道请哪位区领导审签，什么都没有改动。请退回，核的时候写明是哪一位。"
SAME = "单位签字的就是这位区领导，审签要由另一位来，什么都没有改动。请退回，请办公室另定一位区领导。"
OWN_NAME = "纸上签字的人就是您，要由办公室的另一位来确认，什么都没有改动。"
BEFORE = "这一天还没有拟好这份答复，请看一看纸上签的日子。"
AHEAD = "这一天还没有到，请写纸上签的日子。"


def sign_by_scan(actor: Actor, handling: Handling, *, name: str, day: date) -> Trace:
    """The unit's signature: `name` signed its sheet, or the paper that the answer came on, on this day."""
    reply = answering.current(handling)
    sheet = _sheet(handling, reply, FileUse.SIGNED) or _last(reply, FileUse.ORIGINAL)
    sheet = _require(actor, reply, sheet)
    if coverage.faults(handling, reply):
        raise Conflict(answering.PAST, code="promise_past")
    require(bare(name) != bare(actor.name), OWN_NAME)
    signed = Sheet(_signer(actor, handling, name), name, _signed_on(day, reply), sheet.attachment.digest)
    text = filing.text_for(handling, reply)
    signature = confirm(actor, reply, SIGN, signed, role=Role.UNIT_LEADER, text=text, at=clock.now())
    set_committed_value(reply, "signature", signature)
    return Trace(note=f"{clock.written(day)}在纸上签")


def sign_off_by_scan(actor: Actor, handling: Handling, *, day: date) -> Trace:
    """The district leader whom the office named signed the sheet on this day, under the text that the unit signed."""
    reply = answering.current(handling)
    sheet = _require(actor, reply, _sheet(handling, reply, FileUse.SIGNED_OFF))
    name = names_of([handling.leader_id]).get(handling.leader_id or 0)
    if name is None:
        raise Conflict(NO_LEADER, code="no_leader")
    assert reply.signature is not None  # noqa: S101 - the state says so
    if is_same(reply.signature, handling.leader_id, name):
        raise Conflict(SAME, code="same_signer")
    signed = Sheet(handling.leader_id or 0, name, _signed_on(day, reply), sheet.attachment.digest)
    text = reply.signature.text
    confirm(actor, reply, SIGN_OFF, signed, role=Role.DISTRICT_LEADER, text=text, at=clock.now())
    return Trace(note=f"{clock.written(day)}在纸上签")


def waits(handling: Handling) -> bool:
    """Whether a sheet is there to be confirmed."""
    reply = answering.current(handling)
    uses = (FileUse.SIGNED_OFF,) if reply.signature else (FileUse.SIGNED, FileUse.ORIGINAL)
    return any(reply.files_for(use) for use in uses)


def _last(reply: Reply, use: FileUse) -> ReplyFile | None:
    return next(reversed(reply.files_for(use)), None)


def _sheet(handling: Handling, reply: Reply, use: FileUse) -> ReplyFile | None:
    """The last one. Raises Conflict if the text has changed since it was uploaded."""
    sheet = _last(reply, use)
    if sheet and sheet.text_digest != crypto.digest(filing.text_for(handling, reply).encode()):
        raise Conflict(FALLEN, code="sheet_fallen")
    return sheet


def _require(actor: Actor, reply: Reply, sheet: ReplyFile | None) -> ReplyFile:
    """Raises Conflict without a sheet and for one that the scanner holds; Forbidden for who brought it or typed the
    answer, unless the office has nobody else.
    """
    if sheet is None:
        raise Conflict(NO_SHEET, code="no_sheet")
    path_of(sheet.attachment)
    require(actor.id not in (sheet.by, reply.drafted_by) or not _has_others(actor), OWN)
    return sheet


def _has_others(actor: Actor) -> bool:
    return any(one.person_id != actor.id for role in OFFICE for one in accounts_with(role))


def _signed_on(day: date, reply: Reply) -> date:
    """Raises Invalid for a day to come, and one before there was a draft; an original came before it was typed."""
    drafted = clock.local(reply.drafted_at).date() if reply.drafted_at else day
    if day > clock.today():
        raise Invalid(fields={"day": [AHEAD]})
    if day < drafted and not reply.files_for(FileUse.ORIGINAL):
        raise Invalid(fields={"day": [BEFORE]})
    return day


def _signer(actor: Actor, handling: Handling, name: str) -> int:
    """A leader of the unit of this name, or somebody without an account."""
    assert handling.unit is not None  # noqa: S101 - the state says so
    leaders = names_of(holders_of(handling.unit.path, Role.UNIT_LEADER))
    known = next((number for number, said in leaders.items() if bare(said) == bare(name)), None)
    return known or people.add_person(actor, PersonKind.STAFF, name, sample=handling.is_sample).id
