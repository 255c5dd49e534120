"""What is particular to the acts of answering: written, countersigned, checked, signed twice, sent, kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import months
from yiguan.handling import coverage, queries, rules, wording
from yiguan.handling.models import Countersign, Handling, ItemReply, Reply, ReplyFile
from yiguan.handling.queries import names
from yiguan.handling.states import SIGN, SIGN_OFF, FileUse, Openness
from yiguan.numbering.service import allot
from yiguan.organisation.models import Unit
from yiguan.people.queries import named_holders
from yiguan.people.states import Role
from yiguan.signatures.service import is_same, sign
from yiguan.store.db import db

SERIES, PATTERN = "reply", "铜议复〔{year}〕{number}号"
MONTHS_AGAIN = 1
Rows = Sequence[Mapping[str, Any]]
OWN = "这份答复是您拟的，要由另一位来核，什么都没有改动。请办公室的同事核对。"
UNSIGNED = "还有会办单位没有会签：{units}，什么都没有改动。请他们会签，或者写明为什么不等。"
NOT_CO_UNIT = "这个单位不用会签，或者已经会签过了，什么都没有改动。"
NO_LEADER = "这位不是区领导，或者已经不在任。请从名单里另选一位。"
PAST = "有一条说好的日子已经过了，不能签，什么都没有改动。请退回，请他们改成以后的日子。"
BOTH = "单位的签名是您本人，区领导的审签要由另一位来，什么都没有改动。请退回，请办公室另定一位区领导。"


def write_reply(
    actor: Actor, handling: Handling, *, opening: str, openness: Openness | None, openness_reason: str, answers: Rows
) -> None:
    """Keeps what is typed, finished or not; after a return a new version begins. Without `openness` it stays."""
    reply = open_version(handling)
    reply.opening, reply.openness_reason = opening, openness_reason
    reply.openness = openness or reply.openness
    items = {item.position: item for item in handling.items}
    positions = [row["position"] for row in answers]
    if len(positions) != len(set(positions)):
        raise Invalid(fields={"answers": ["同一条写了两次，没有存下。请合成一条。"]})
    if unknown := [row["position"] for row in answers if row["position"] not in items]:
        raise Invalid(fields={"answers": [f"这件里没有第{unknown[0]}条，没有存下。请刷新后再填。"]})
    kept = {answer.item_id: answer for answer in reply.answers}
    for row in answers:
        item = items[row["position"]]
        answer = kept.get(item.id)
        if answer is None:
            answer = ItemReply(item=item)
            reply.answers.append(answer)
        answer.answer_class, answer.text, answer.promised_on = row["answer_class"], row["text"], row["promised_on"]
    flag_modified(handling, "title")  # the version must rise even when only the answer changed


def open_version(handling: Handling) -> Reply:
    """The version that the unit is writing; a new one begins with the files that prove the one before."""
    last = queries.last_reply(handling)
    if last is not None and queries.is_written(handling, last):
        return last
    reply = Reply(handling_id=handling.id, version=last.version + 1 if last else 1, at=clock.now())
    reply.unit_id, reply.openness = handling.unit_id or 0, Openness.OPEN
    reply.answers, reply.countersigned, reply.files = [], [], _kept_evidence(last, reply.unit_id)
    db.session.add(reply)
    db.session.flush()
    return reply


def _kept_evidence(last: Reply | None, unit_id: int) -> list[ReplyFile]:
    if last is None or last.unit_id != unit_id:
        return []
    return [
        ReplyFile(attachment=one.attachment, use=one.use, by=one.by, at=one.at)
        for one in last.files_for(FileUse.EVIDENCE)
    ]


def hand_on(actor: Actor, handling: Handling) -> None:
    """拟复: raises Invalid as long as one item lacks its answer (RV-08)."""
    reply = queries.last_reply(handling)
    if reply is None or not queries.is_written(handling, reply):
        raise Invalid(fields={"answers": ["还没有写答复。请先写好，存下，再交。"]})
    if faults := coverage.faults(handling, reply):
        raise Invalid(fields=faults)
    calendar.resume(handling, to_day=clock.today())
    reply.drafted_by, reply.drafted_at = actor.id, clock.now()


def countersign(actor: Actor, handling: Handling, *, note: str) -> Trace:
    """会签 for each of the actor's units that helps here. Raises Conflict if all of them have."""
    own = [unit for unit in waited_for(handling) if rules.is_of(actor, unit)]
    if not own:
        raise Conflict(NOT_CO_UNIT, code="not_waited_for")
    for unit in own:
        _enter(actor, handling, unit, note=note, waived=False)
    return Trace(after=names(own))


def waive(actor: Actor, handling: Handling, *, unit: str, note: str) -> Trace:
    """`unit` is the code of one that is waited for, perhaps out of service since."""
    waited = next((one for one in waited_for(handling) if one.code == unit), None)
    if waited is None:
        raise Conflict(NOT_CO_UNIT, code="not_waited_for")
    _enter(actor, handling, waited, note=note, waived=True)
    return Trace(after=waited.short_name)


def _enter(actor: Actor, handling: Handling, unit: Unit, *, note: str, waived: bool) -> None:
    entry = Countersign(unit=unit, waived=waived, note=note, by=actor.id, at=clock.now())
    reply = current(handling)
    reply.countersigned.append(entry)


def waited_for(handling: Handling) -> list[Unit]:
    """The co-units that have neither countersigned this version nor been left out with a reason."""
    done = {one.unit.id for one in current(handling).countersigned}
    return [unit for unit in queries.co_units_of(handling) if unit.id not in done]


def current(handling: Handling) -> Reply:
    """The version that goes through the clearances: there is one in every state after the draft."""
    reply = queries.last_reply(handling)
    assert reply is not None  # noqa: S101 - handed on, so it is there
    return reply


def check(actor: Actor, handling: Handling, *, leader: str) -> None:
    """核稿: by somebody else than who drafted it, after every co-unit; names the leader who signs off."""
    reply = current(handling)
    require(reply.drafted_by != actor.id, OWN)
    if missing := waited_for(handling):
        raise Conflict(UNSIGNED.format(units=names(missing)), code="not_countersigned")
    known = {str(number): number for number, _ in named_holders(Role.DISTRICT_LEADER)}
    if leader not in known:
        raise Invalid(fields={"leader": [NO_LEADER]})
    reply.checked_by, handling.leader_id = actor.id, known[leader]


def sign_reply(actor: Actor, handling: Handling) -> None:
    """The unit's leader, under the whole text. Raises Conflict if a promised day has passed meanwhile."""
    reply = current(handling)
    if coverage.faults(handling, reply):
        raise Conflict(PAST, code="promise_past")
    text = wording.letter(handling, reply, queries.copied_to(handling))
    set_committed_value(reply, "signature", sign(actor, reply, SIGN, role=Role.UNIT_LEADER, text=text, at=clock.now()))


def sign_off(actor: Actor, handling: Handling) -> None:
    """The district leader, under the very text that the unit signed."""
    reply = current(handling)
    assert reply.signature is not None  # noqa: S101 - the state says so
    require(not is_same(reply.signature, actor.id, actor.name), BOTH)
    sign(actor, reply, SIGN_OFF, role=Role.DISTRICT_LEADER, text=reply.signature.text, at=clock.now())


def give_back(actor: Actor, handling: Handling, *, note: str) -> Trace:
    """退回: this version stays as it is; the next one passes from the first clearance on."""
    reply = current(handling)
    reply.remarks, reply.returned_at, handling.leader_id = note, clock.now(), None
    return Trace(found=reply.drafted_by)


def send(actor: Actor, handling: Handling) -> Trace:
    """The signed answer leaves: number, date, end of the clock. The state alone says that both have signed."""
    reply = current(handling)
    reply.number, reply.sent_at = allot(SERIES, PATTERN), clock.now()
    handling.promised_on = min((one.promised_on for one in reply.answers if one.promised_on), default=None)
    handling.asked_days = None
    calendar.end(handling)
    return Trace(after=reply.number, found=reply.number)


def end(actor: Actor, handling: Handling) -> None:
    handling.ended_at = clock.now()


def once_more(actor: Actor, handling: Handling) -> None:
    """Back to the unit, with a month: the promised day is over (E18), or many are not satisfied."""
    calendar.begin(handling, clock.today(), months(MONTHS_AGAIN))
    handling.promised_on = None
