"""What a pack holds and what it does not, who may make one, and how every wrong one ends in a sentence."""

import json
import re
from datetime import timedelta

import pytest

from tests.factories.attendance import the_printed_code
from tests.factories.meetings import a_meeting, the_runner
from tests.factories.organisation import a_station
from tests.factories.reception import a_guest, the_personal_code
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.district import service as service_of_district
from yiguan.hallbox import loading, packs, queries, service
from yiguan.hallbox.models import BoxPack
from yiguan.hallbox.packs import PackRefused
from yiguan.meetings.keys import code_key
from yiguan.meetings.parameters import CHECKIN_OPENS
from yiguan.meetings.states import MeetingState
from yiguan.store.db import db


def test_a_pack_holds_the_meeting_and_its_list(home):
    with home.at_work() as meeting:
        line = a_guest(meeting, "李秀英", settings=home.settings)
        number, person = line.id, line.person_id
    pack = packs.unseal(*home.pack())
    assert (pack["meeting"]["id"], pack["meeting"]["code"]) == (home.meeting_id, home.code)
    (one,) = pack["people"]
    assert (one["id"], one["name"], one["line"]["id"]) == (person, "李秀英", number)
    assert [item["title"] for item in pack["agenda"]] == ["主持人说明规则", "居民轮流发言"]
    assert pack["units"][-1]["phone"] == "0562-2850001"


def test_a_box_opens_check_in_as_the_office_has_set_it(home):
    with home.at_work():
        service_of_district.set_value(SYSTEM, CHECKIN_OPENS, 75, valid_from=clock.today())
    pack = packs.unseal(*home.pack())
    with home.at_work():  # the other tests have this home too
        service_of_district.set_value(SYSTEM, CHECKIN_OPENS, 30, valid_from=clock.today())
    assert pack["parameters"] == {"checkin_opens_min": "75", "checkin_closes_min": "30", "hall_names": "masked"}


@pytest.mark.row("OF-03")
def test_a_pack_holds_no_phone_no_key_and_no_code(home):
    with home.at_work() as meeting:
        line = a_guest(meeting, "李秀英", phone="13800001234", settings=home.settings)
        made = {"personal": the_personal_code(line, home.settings), "printed": the_printed_code(meeting)}
    blob, key = home.pack()
    text = json.dumps(packs.unseal(blob, key), ensure_ascii=False)
    keys = vars(home.settings.keys) | {"meeting": code_key(home.settings.keys, home.code, 1)}
    assert not re.search(r"(?<!\w)1[3-9]\d{9}(?!\w)", text)
    assert [name for name, value in keys.items() if value and value.hex() in text] == []
    assert [name for name, code in made.items() if code in text] == []
    assert "李秀英".encode() not in blob
    assert key not in text


def test_home_keeps_neither_the_key_nor_the_secret(home):
    blob, key = home.pack()
    secret = packs.unseal(blob, key)["secret"]
    with home.app.app_context():
        pack = db.session.query(BoxPack).filter_by(code=packs.code_of(blob)).one()
        kept = repr(vars(pack))
    assert key not in kept
    assert secret not in kept
    assert secret == packs.secret_of(key, packs.code_of(blob))


@pytest.mark.parametrize("typed", ["", "ABCDE", "A" * 26, "uuuuu" * 5, "长" * 25])
def test_a_key_that_cannot_be_one_is_told_so(typed):
    with pytest.raises(PackRefused, match="25 个字母和数字"):
        packs.read_key(typed)


def test_a_key_is_read_as_people_type_it(home):
    blob, key = home.pack()
    typed = packs.spelt(key).lower().replace("0", "o").replace("1", "l").replace(" ", "-")
    assert packs.unseal(blob, packs.read_key(typed))["pack"] == packs.code_of(blob)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda blob: blob[:-20], "文件没有拷完整"),
        (lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]), "文件没有拷完整"),
        (lambda blob: blob.replace(blob[13:21], b"22222222", 1), "文件没有拷完整"),
        (lambda blob: blob[:22], "文件没有拷完整"),
        (lambda blob: blob[:10], "不是会场包"),
        (lambda blob: b"PK\x03\x04" + blob, "不是会场包"),
        (lambda blob: b"", "不是会场包"),
    ],
)
def test_a_cut_or_altered_pack_is_refused_with_a_sentence(home, harm, said):
    blob, key = home.pack()
    with pytest.raises(PackRefused, match=said):
        packs.unseal(harm(blob), key)


def test_another_packs_key_opens_nothing(home):
    (blob, _), (_, other) = home.pack(), home.pack()
    with pytest.raises(PackRefused, match="核对钥匙"):
        packs.unseal(blob, other)
    with home.at_work() as meeting:
        pack = queries.get_pack(meeting, packs.code_of(blob))
        with pytest.raises(Invalid) as refusal:
            service.take_along(home.runner, meeting, pack, other)
    assert "这不是这个包的钥匙" in refusal.value.fields["key"][0]


def test_a_pack_downloaded_again_holds_the_list_of_now(home):
    blob, key = home.pack()
    with home.at_work() as meeting:
        a_guest(meeting, "王建国", settings=home.settings)
        again = service.take_along(home.runner, meeting, queries.get_pack(meeting, packs.code_of(blob)), key)
    before, after = packs.unseal(blob, key), packs.unseal(again, key)
    assert (before["people"], [one["name"] for one in after["people"]]) == ([], ["王建国"])
    assert before["secret"] == after["secret"]


@pytest.mark.parametrize(
    ("state", "said"), [(MeetingState.CANCELLED, "不用会场盒子了"), (MeetingState.PLANNED, "请先发出通知")]
)
def test_a_cancelled_or_unannounced_meeting_has_no_pack(home, state, said):
    with home.at_work():
        meeting = a_meeting(state)
        with pytest.raises(Conflict) as refusal:
            service.make_pack(the_runner(meeting.unit), meeting)
    assert said in refusal.value.message


def test_only_who_runs_the_meeting_makes_and_revokes(home):
    home.pack()
    with home.at_work() as meeting:
        stranger = the_runner(a_station())
        for act in (
            lambda: service.make_pack(stranger, meeting),
            lambda: service.revoke_pack(stranger, meeting, queries.packs_of(meeting)[0]),
        ):
            with pytest.raises(Forbidden):
                act()


def test_a_pack_is_good_for_two_weeks_after_the_meeting(home):
    pack = packs.unseal(*home.pack())
    with home.at_work() as meeting:
        last = meeting.ends_at + timedelta(days=14)
    with clock.at(last - timedelta(minutes=1)):
        loading.refuse_expired(pack)
    with clock.at(last), pytest.raises(PackRefused, match="过期了"):
        loading.refuse_expired(pack)


def test_making_taking_along_and_revoking_leave_their_trail(home):
    home.pack()
    with home.at_work() as meeting:
        pack = queries.packs_of(meeting)[0]
        service.revoke_pack(home.runner, meeting, pack)
        assert [entry.act for entry in entries_of(pack)] == ["create", "export", "revoke"]
        assert {entry.actor_id for entry in entries_of(pack)} == {home.runner.id}
        with pytest.raises(Conflict, match="wrong_state"):
            service.take_along(home.runner, meeting, pack, "0" * 25)
