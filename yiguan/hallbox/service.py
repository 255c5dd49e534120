"""Acts at home (make, download, revoke a pack) and on the box (store home's answers)."""

from collections.abc import Iterable
from datetime import timedelta

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.hallbox import contents, packs, queries, rules
from yiguan.hallbox.marks import CHANGE_CODES, CREATE, EXPORT, REVOKE, SEND_HOME
from yiguan.hallbox.models import BoxAnswer, BoxPack, HallBox
from yiguan.hallbox.packs import PackRefused
from yiguan.hallbox.sending import Answered
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.registrations import codes
from yiguan.registrations.models import Registration
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db, insert_into

AFTER = timedelta(days=14)
"""How long after the meeting a pack's secret is valid."""


def make_pack(actor: Actor, meeting: Meeting) -> tuple[BoxPack, str]:
    """A new pack and its key, which cannot be shown again. Raises Conflict in a state without packs."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    _refuse_wrong_state(meeting)
    key, code = packs.new_key(), packs.new_code()
    pack = BoxPack(
        code=code, meeting_id=meeting.id, token_hash=keyring.hash_of(*queries.hashed(packs.secret_of(key, code)))
    )
    pack.meeting = meeting
    pack.epoch = meeting.epoch
    pack.made_by = actor.id
    pack.at = clock.now()
    pack.is_sample = meeting.is_sample
    pack.until = max(meeting.ends_at, pack.at) + AFTER
    db.session.add(pack)
    trail.record(pack, CREATE, by=actor)
    return pack, key


def take_along(actor: Actor, meeting: Meeting, pack: BoxPack, key: str) -> bytes:
    """The file with the current list. Names leave the system with it, so the download is in the trail."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    _refuse_wrong_state(meeting)
    if not pack.is_alive:
        raise Conflict("这个会场包已经收回或者过期了。请另做一个。", code="wrong_state")
    secret = _secret(pack, key)
    told = {"pack": pack.code, "secret": secret, "made_at": clock.now().isoformat(), "until": pack.until.isoformat()}
    blob = packs.seal(told | contents.contents_of(actor, meeting), pack.code, packs.read_key(key))
    pack.epoch = meeting.epoch
    trail.record(pack, EXPORT, by=actor)
    return blob


def _secret(pack: BoxPack, typed: str) -> str:
    """The pack's secret. Raises Invalid for a wrong key."""
    try:
        secret = packs.secret_of(packs.read_key(typed), pack.code)
    except PackRefused as refusal:
        raise Invalid(fields={"key": [str(refusal)]}) from refusal
    if not keyring.is_hash_of(pack.token_hash, *queries.hashed(secret)):
        raise Invalid(fields={"key": ["这不是这个包的钥匙。请核对；钥匙丢了，就收回这个包，另做一个。"]})
    return secret


def _refuse_wrong_state(meeting: Meeting) -> None:
    if not rules.takes_packs(meeting):
        hint = "不用会场盒子了" if meeting.state.value == "cancelled" else "请先发出通知，再做会场包"
        raise Conflict(f"这场会现在是“{meeting.state.label}”，{hint}。", code="wrong_state")


def revoke_pack(actor: Actor, meeting: Meeting, pack: BoxPack) -> bool:
    """Revokes the pack; its secret is invalid at once. Returns whether the meeting's codes had to change: only for a
    pack of an earlier release, which holds their key.
    """
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    pack.revoked_at = pack.revoked_at or clock.now()
    trail.record(pack, REVOKE, by=actor)
    if not pack.opens_codes:
        return False
    _change_codes(actor, meeting)
    return True


def _change_codes(actor: Actor, meeting: Meeting) -> None:
    """Every code of the meeting is invalid: whoever has the old key makes the same ones (decision 0038)."""
    meeting.key_no += 1
    keys = settings().keys
    key = code_key(keys, meeting.code, meeting.key_no)
    for line in db.session.scalars(db.select(Registration).where(Registration.meeting_id == meeting.id)):
        line.code_index = codes.index_for(keys.code, key, line.id)
    trail.record(meeting, CHANGE_CODES, by=actor)


def keep_answers(actor: Actor, box: HallBox, answered: Iterable[Answered]) -> None:
    """Stores home's acknowledgements; a scan that home could not store counts as not arrived."""
    rows = [
        {"check_in_id": row.id, "year": row.year, "said": one.scan.said, "state": one.state, "result": one.result}
        for one in answered
        if one.state and (row := one.scan.row)
    ]
    new = insert_into(BoxAnswer)
    changed = {name: new.excluded[name] for name in ("said", "state", "result", "at")}
    if rows:
        upsert = new.on_conflict_do_update(index_elements=["check_in_id"], set_=changed)
        db.session.execute(upsert, [row | {"at": clock.now()} for row in rows])
    trail.record(box, SEND_HOME, by=actor, note=str(len(rows)))
