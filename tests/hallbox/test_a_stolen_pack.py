"""A drill: somebody has the pack's file and its key, the pack is revoked, and they try everything with them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import rows, the_code, the_printed_code, the_spoken_number
from tests.factories.meetings import a_meeting, some_parts
from tests.factories.reception import a_guest, a_record, brought, send, the_personal_code, words
from yiguan import box as launcher
from yiguan.attendance import codes, helper_links
from yiguan.attendance.models import HelperLink
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.hallbox import fingerprints, packs, queries, service
from yiguan.hallbox.models import BoxPack
from yiguan.meetings import parts
from yiguan.meetings.keys import code_key
from yiguan.new_phones import queries as moves
from yiguan.new_phones.models import PhoneMove
from yiguan.people import secret_links, vault
from yiguan.people.models import Person
from yiguan.registrations import codes as personal
from yiguan.registrations.models import HomeCode, Registration
from yiguan.secrets import MEETING_KEY, write_secret
from yiguan.settings import enter, leave
from yiguan.store.db import db

TRIES = ("screen", "printed", "personal", "spoken", "helper link", "new phone")


def revoke(home):
    with home.at_work() as meeting:
        return service.revoke_pack(home.runner, meeting, queries.packs_of(meeting)[0])


def forged(box, key: bytes, line_id: int, epoch: int = 1) -> dict[str, str]:
    """What the thief's own program makes with this key, and with the keys of a box that loaded the pack."""
    with box.at_work() as meeting:
        mint = codes.Mint(key, meeting.code, meeting.epoch)
        window = codes.window_of(clock.now())
        link = HelperLink(id=vault.new_id(), meeting_id=meeting.id)
        move = PhoneMove(id=vault.new_id(), person_id=db.session.query(Person.id).limit(1).scalar())
        return {
            "screen": mint.screen(window),
            "printed": mint.printed(),
            "personal": personal.personal_code(key, line_id, epoch),
            "spoken": mint.spoken(window),
            "helper link": secret_links._made(key, helper_links.KIND, link.meeting_id, link.id),
            "new phone": moves.code_of(move),
        }


def worth(home, made: dict[str, str]) -> dict[str, bool]:
    """Which of these open anything at home, for a phone and for a program."""
    phone = FlaskClient(home.app, home.app.response_class)
    with home.at_work() as meeting:
        unit = meeting.unit.code
        (scan,) = send(meeting, a_record(code=made["personal"]), settings=home.settings)
    asked = {name: phone.get(f"/api/v1/codes/{made[name]}").get_json()["receipt"] for name in ("screen", "printed")}
    number = phone.post(f"/units/{unit}/number", data={"number": made["spoken"]})
    return {
        "screen": bool(asked["screen"]),
        "printed": bool(asked["printed"]),
        "personal": scan.state is CheckInState.COUNTED or phone.get(f"/P/{made['personal']}").status_code == 200,
        "spoken": number.status_code == 303,
        "helper link": "口令" in phone.get(f"/reception/links/{made['helper link']}").text,
        "new phone": phone.get(f"/M/{made['new phone']}").status_code == 200,
    }


@pytest.fixture
def stolen(home, a_box):
    """The pack of a meeting with somebody on its list, loaded by the thief."""
    with home.at_work() as meeting:
        line = a_guest(meeting, "李秀英", settings=home.settings).id
    return a_box(), line


@pytest.mark.row("OF-03")
def test_everything_in_a_stolen_pack_makes_no_code_that_counts(home, stolen):
    box, line = stolen
    texts = [text for text in _texts(box.pack) if len(text.encode()) >= 32]
    tried = {text.encode()[:32] for text in texts} | {bytes.fromhex(text) for text in texts if _is_key(text)}
    assert len(tried) > 3
    revoke(home)
    for key in (box.settings.keys.box, box.settings.keys.code, *tried):
        assert worth(home, forged(box, key, line)) == dict.fromkeys(TRIES, False), key
    with home.at_work() as meeting:
        assert rows(meeting, CheckInState.COUNTED) == 0


@pytest.mark.row("OF-03")
def test_a_revoked_pack_brings_no_scan_home(home, stolen):
    box, _ = stolen
    revoke(home)
    sent = {"device": "e" * 32, "records": [brought(name="李秀英", guest="1"), brought("undone", name="王建国")]}
    assert home.ask(box.pack["secret"], sent).status_code == 401
    with home.at_work() as meeting:
        assert rows(meeting) == 0


@pytest.mark.row("OF-03")
def test_revoking_a_pack_leaves_posters_and_personal_codes_of_home_valid(home, stolen):
    _, line = stolen
    with home.at_work() as meeting:
        found = db.session.get_one(Registration, line)
        made = {"screen": the_code(meeting), "printed": the_printed_code(meeting), "spoken": the_spoken_number(meeting)}
        made |= {"personal": the_personal_code(found, home.settings), "helper link": "x", "new phone": "x"}
    assert revoke(home) is False
    valid = {"screen", "printed", "personal", "spoken"}
    assert {name for name, good in worth(home, made).items() if good} == valid


@pytest.mark.row("N08")
def test_the_box_recognises_every_code_that_home_gave_out(home, a_box):
    with home.at_work() as meeting:
        parts.write(meeting, some_parts(meeting.starts_at))
        line, left = (a_guest(meeting, name, settings=home.settings) for name in ("李秀英", "王建国"))
        code, old = the_personal_code(line, home.settings), the_personal_code(left, home.settings)
        left.epoch += 1
        posters = [the_printed_code(meeting, part=number) for number in (1, 2)]
    box = a_box()
    with box.at_work() as meeting:
        said = [a_record(code=code, part=1), a_record(code=code[-5:].lower(), part=2), a_record(code=old)]
        assert words(send(meeting, *said, settings=box.settings)) == ["ok", "ok", "revoked_code"]
    phone = FlaskClient(box.app, box.app.response_class)
    asked = [phone.get(f"/api/v1/codes/{poster}").get_json() for poster in posters]
    assert [(one["part"]["number"], one["result"]) for one in asked] == [(1, "ok"), (2, "too_early")]
    assert "李秀英" in phone.get(f"/P/{code}").text
    assert phone.get(f"/P/{old}").status_code == 404


def test_a_box_takes_a_poster_of_before_the_new_date_for_invalid(home, a_box):
    with home.at_work() as meeting:
        old = the_printed_code(meeting)
        meeting.epoch += 1
    phone = FlaskClient((box := a_box()).app, box.app.response_class)
    answer = phone.get(f"/api/v1/codes/{old}").get_json()
    assert (answer["result"], answer["receipt"]) == ("revoked_code", None)


def an_old_pack(home) -> dict[str, Any]:
    """As the release before made it: with the key of the meeting, and without fingerprints."""
    pack = packs.unseal(*home.pack())
    with home.at_work() as meeting:
        found = db.session.query(BoxPack).filter_by(code=pack["pack"]).one()
        found.key_no = meeting.key_no
        pack["code_key"] = code_key(home.settings.keys, meeting.code, 1).hex()
    del pack["codes"]
    return pack


def test_revoking_a_pack_that_held_the_key_gives_the_meeting_another_one(home, stolen):
    box, line = stolen
    key = bytes.fromhex(an_old_pack(home)["code_key"])
    made = forged(box, key, line)
    good = {name for name, good in worth(home, made).items() if good}
    assert good == {"screen", "printed", "personal", "spoken"}, "until it is revoked"
    with home.at_work() as meeting:
        before = rows(meeting, CheckInState.COUNTED)
    assert revoke(home) is True
    for epoch in (1, 2):
        assert worth(home, forged(box, key, line, epoch)) == dict.fromkeys(TRIES, False)
    with home.at_work() as meeting:
        assert rows(meeting, CheckInState.COUNTED) == before
        assert entries_of(meeting)[-1].act == "change_codes"
        fresh = {"screen": the_code(meeting), "printed": the_printed_code(meeting), "spoken": made["spoken"]}
        fresh |= {"personal": the_personal_code(db.session.get_one(Registration, line), home.settings)}
    found = worth(home, fresh | {"helper link": "x", "new phone": "x"})
    assert {name for name, good in found.items() if good} == {"screen", "printed", "personal"}


def test_one_old_pack_after_another_changes_the_codes_once(home):
    an_old_pack(home)
    an_old_pack(home)
    with home.at_work() as meeting:
        made = queries.packs_of(meeting)
        assert [service.revoke_pack(home.runner, meeting, pack) for pack in made] == [True, False]
        assert meeting.key_no == 2


def test_a_pack_of_the_release_before_still_makes_a_box_without_its_key(home, a_box):
    with home.at_work() as meeting:
        line = a_guest(meeting, "李秀英", settings=home.settings)
        code = the_personal_code(line, home.settings)
    pack = an_old_pack(home)
    assert {one["fingerprint"] for one in fingerprints.in_pack(pack)} == {
        one["fingerprint"] for one in packs.unseal(*home.pack())["codes"]
    }
    box = a_box(pack)
    with box.at_work() as meeting:
        assert words(send(meeting, a_record(code=code), settings=box.settings)) == ["ok"]
    kept = [path.read_bytes() for path in box.settings.instance.iterdir() if path.is_file()]
    assert not any(pack["code_key"].encode() in one for one in kept)


def test_a_box_of_the_release_before_gives_up_the_key_and_still_recognises_the_codes(home, a_box):
    with home.at_work() as meeting:
        line = a_guest(meeting, "李秀英", settings=home.settings)
        code, key = the_personal_code(line, home.settings), code_key(home.settings.keys, meeting.code, 1)
    box = a_box()
    folder = box.settings.instance
    with box.at_work():
        db.session.query(HomeCode).delete()
    write_secret(folder, MEETING_KEY, key.hex())
    with box.app.app_context():
        launcher._forget_key(folder)
        launcher._forget_key(folder)
    assert not (folder / MEETING_KEY).exists()
    with box.at_work() as meeting:
        assert words(send(meeting, a_record(code=code), settings=box.settings)) == ["ok"]


def test_a_meeting_elsewhere_keeps_its_codes(home, stolen):
    with home.at_work() as meeting:
        other = a_meeting(unit=meeting.unit)
        before = the_printed_code(other)
    an_old_pack(home)
    revoke(home)
    with home.at_work() as meeting:
        assert the_printed_code(db.session.get_one(type(other), other.id)) == before


def test_the_thiefs_own_settings_are_not_homes(home, stolen):
    """The drill would prove nothing if the two shared a key."""
    box, _ = stolen
    before = enter(box.settings)
    theirs = vars(vault.keys())
    leave(before)
    assert not {v for v in theirs.values() if v} & set(vars(home.settings.keys).values())


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _is_key(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
