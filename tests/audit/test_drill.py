"""The drill: whatever is changed behind the program's back is found, by table and number, without a value."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.audit import drill
from tests.audit.drill import FREE, copy_of, faults, faults_of, rows, sql
from tests.conftest import DATABASES
from tests.sampling import sample
from yiguan.audit import fingerprints, heads, seals
from yiguan.audit.jobs import seal as seal_job
from yiguan.audit.models import Seal
from yiguan.audit.seals import sources
from yiguan.audit.watch import watched
from yiguan.base import clock, crypto
from yiguan.settings import settings
from yiguan.slices import found
from yiguan.store.db import db

list(found("sealed"))
ON_A_BOX = {"hall_box"}
KNOWN = {known.name: known.table for known in watched.values() if known.name not in ON_A_BOX}
TABLES = KNOWN | {source.name: source.table for source in sources.values()}
COLUMNS = [
    *((known.name, name) for known in watched.values() for name in known.versions[known.latest].columns),
    *((source.name, name) for source in sources.values() for name in source.versions[source.latest]),
]
CHANGED = sample(
    [(table, name) for table, name in COLUMNS if name != "id" and table in TABLES], of=lambda one: [one[0]]
)
PARTS = {part.table.name: part.table for one in watched.values() for part in one.versions[one.latest].parts.values()}
WITH_PARTS = [one.name for one in watched.values() if one.versions[one.latest].parts]
WORDS = ("text", "advice", "title", "topic_id", "subject_id", "position")


@pytest.fixture(scope="module", params=DATABASES)
def district(request, tmp_path_factory):
    with drill.a_district(request.param, tmp_path_factory.mktemp("drill")) as app:
        yield app


@pytest.fixture
def hands(district, tmp_path):
    """The file of heads is a copy, for those who tamper with it too."""
    shutil.copy(district.settings.instance / heads.FILE, tmp_path)
    with drill.in_hands(district, tmp_path):
        yield tmp_path / heads.FILE


def seal_all():
    while seals.seal_new(settings().keys.seal):
        pass


def last(name):
    return db.session.scalar(select(func.max(TABLES[name].c.id)))


def found_at(name, number):
    """The fault says where, and nothing of what stands there."""
    told = faults_of(name)
    assert [fault for fault in told if fault.startswith(f"{name} {number}：")], told[:5]
    assert not [fault for fault in told if "幸福" in fault or "李秀英" in fault or "138000" in fault]
    return told


def test_an_untouched_database_has_no_fault(hands):
    assert faults() == []


@pytest.mark.walk
@pytest.mark.parametrize(("name", "column"), CHANGED)
def test_a_changed_column_is_found(hands, name, column):
    drill.change(TABLES[name], column, last(name))
    found_at(name, last(name))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_deleted_row_is_found(hands, name):
    number = last(name)
    sql(f"DELETE FROM {name} WHERE id = {number}")  # noqa: S608 - our own
    found_at(name, number)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_row_that_the_program_did_not_write_is_found(hands, name):
    found_at(name, copy_of(TABLES[name], last(name)))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_row_under_an_old_number_is_found_and_not_sealed(hands, name):
    number = copy_of(TABLES[name], last(name), id=-len(name))
    seal_all()
    found_at(name, number)


@pytest.mark.parametrize("restored", [True, False])
def test_a_row_under_an_old_number_is_found_though_it_was_sealed_while_the_moments_were_others(hands, restored):
    copy_of(TABLES["consent"], last("consent"), id=FREE)
    seal_all()
    moments = {row["id"]: row["at"] for row in rows(db.metadata.tables["seal"])}
    sql("UPDATE seal SET at = '2040-01-01 00:00:00'")
    with clock.at(clock.now() + timedelta(minutes=30)):
        number = copy_of(TABLES["consent"], last("consent"), id=FREE - 1)
        seal_all()
        if not restored:
            sql("UPDATE seal SET at = '2026-01-01 00:00:00'")
        for seal, at in moments.items() if restored else ():
            sql("UPDATE seal SET at = :at WHERE id = :id", at=at, id=seal)
        found_at("consent", number)


SAID = ("text", "note", "advice", "title", "topic_id", "subject_id", "position", "waiver", "lifted_at", "text_digest")


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_changed_deleted_or_added_part_is_found_at_its_record(hands, name):
    table = PARTS[name]
    number = db.session.scalar(select(func.max(table.c.id)))
    for tamper in (
        lambda: drill.change(
            table,
            next(c for c in SAID if c in table.c),
            number,
        ),
        lambda: sql(f"DELETE FROM {name} WHERE id = {number}"),  # noqa: S608 - our own
        lambda: copy_of(table, number),
    ):
        with db.session.begin_nested() as before:
            tamper()
            assert [fault for record in WITH_PARTS for fault in faults_of(record)]
            before.rollback()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_change_by_the_program_covers_none_before_it(hands, name):
    number = last(name)
    drill.change_by_the_program(watched[name], number)
    assert faults_of(name) == []
    drill.change(TABLES[name], drill.plain_column(watched[name]), number)
    drill.change_by_the_program(watched[name], number)
    told = found_at(name, number)
    assert ["以前已经被绕过平台改动过" in fault for fault in told] == [True]
    drill.change_by_the_program(watched[name], number)
    assert faults_of(name) == told


STATES = {
    "counted is undone": "UPDATE check_in SET state = 'undone' WHERE id = 1",
    "undone counts": "UPDATE check_in SET state = 'counted' WHERE state = 'undone'",
    "refused counts": "UPDATE check_in SET state = 'counted' WHERE state = 'unresolved'",
    "a move is refused": "UPDATE check_in SET state = 'refused' WHERE state = 'moved'",
    "nonsense": "UPDATE check_in SET state = 'nonsense' WHERE state = 'moved'",
    "undone for another reason": "UPDATE undoing SET reason = 'double'",
    "never undone": "DELETE FROM undoing",
    "a consent gone with its seal": "DELETE FROM consent WHERE id = 3",
    "a lead's text": "UPDATE lead SET text = 'anders' WHERE id = 1",
    "a lead decided": "UPDATE lead SET state = 'declined' WHERE id = 1",
    "a lead given away": "UPDATE lead SET person_id = (SELECT max(id) FROM person WHERE id <> person_id) WHERE id = 1",
    "a letter's text": "UPDATE signature SET text = text || '另加一条。'",
    "a letter's title": "UPDATE recommendation SET title = 'anders'",
    "a letter's signer": "UPDATE signature SET person_id = 1",
    "a letter's number": "UPDATE recommendation SET number = '铜议建〔2026〕99号'",
    "an allotted number": "UPDATE allotted_number SET number = 99",
    "a number void": "UPDATE allotted_number SET voided_at = at",
    "a counter set back": "UPDATE series SET last = last - 1",
    "a series forgotten": "DELETE FROM series",
    "minutes": "UPDATE minutes SET summary = 'anders'",
    "a phone of one's own": "UPDATE person SET device_id = 77 WHERE id = (SELECT person_id FROM lead WHERE id = 1)",
    "no name any more": "UPDATE person SET name = NULL WHERE id IN (SELECT person_id FROM lead)",
    "a password": "UPDATE account SET password_hash = 'x'",
    "no second factor": "UPDATE account SET username = 'andere' WHERE id = 1",
    "a role": "UPDATE appointment SET role = 'chair' WHERE id = 1",
    "a longer appointment": "UPDATE appointment SET ends_on = '2040-01-01' WHERE id = 1",
    "a token alive again": "UPDATE token SET scopes = 'read write admin'",
    "a helper's link alive again": "UPDATE helper_link SET revoked_at = NULL",
    "a pack alive again": "UPDATE box_pack SET revoked_at = NULL",
    "figures of a sheet": "UPDATE sheet SET figures = '{}'",
    "a public page": "UPDATE publication SET state = 'withdrawn'",
    "a unit": "UPDATE unit SET phone = '0562-0000000' WHERE id = 1",
    "a deadline": "UPDATE time_limit SET due = '2030-01-01' WHERE due IS NOT NULL",
    "an answer": "UPDATE feedback SET answer = 'anders'",
    "an entry's actor": "UPDATE audit_entry SET actor_id = 1 WHERE id = 9",
    "a moment of an entry": "UPDATE audit_entry SET at = (SELECT min(at) FROM audit_entry) WHERE id = 99",
}


@pytest.mark.parametrize("what", STATES)
def test_a_tampered_fact_is_found(hands, what):
    sql(STATES[what])
    table = STATES[what].removeprefix("DELETE FROM ").removeprefix("UPDATE ").split()[0]
    assert [fault for fault in faults() if fault.startswith(f"{table} ")]


def test_garbage_that_no_type_reads_is_found(hands, district):
    if db.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes no text for a moment")
    sql("UPDATE lead SET at = 'gestern' WHERE id = 1")
    sql("UPDATE check_in SET at = 'gestern' WHERE id = 1")
    sql("UPDATE seal SET at = 'gestern' WHERE source = 'audit_entry' AND row_id = 1")
    assert {"audit_entry 1：这一行或者封存它的链被改动过。"} <= set(faults())
    assert {"lead 1：有一列读不出来，被写进了别的东西。", "check_in 1：有一列读不出来，被写进了别的东西。"} <= set(
        faults()
    )


# the book of numbers, the signature and the state, each with everything else set right again


def test_a_letter_with_a_new_digest_is_found(hands):
    signature = rows(TABLES["signature"])[0]
    words = signature["text"].replace("协商", "磋商")
    sql("UPDATE signature SET text = :text, digest = :digest", text=words, digest=crypto.digest(words.encode()))
    found_at("signature", signature["id"])


def test_a_number_that_was_taken_out_of_the_middle_leaves_a_gap(hands):
    number = db.session.scalar(text("SELECT id FROM allotted_number WHERE number = 1 AND series LIKE 'topic-%'"))
    sql("DELETE FROM allotted_number WHERE id = :id", id=number)
    sql("DELETE FROM fingerprint WHERE subject = 'allotted_number' AND subject_id = :id", id=number)
    assert [fault for fault in faults() if fault.startswith("series topic-")]


def test_a_number_that_nobody_holds_is_found(hands):
    found_at("allotted_number", copy_of(TABLES["allotted_number"], last("allotted_number"), number=FREE))


def test_an_entry_that_the_program_did_not_write_is_found(hands):
    entry = db.session.scalar(text("SELECT max(id) FROM audit_entry WHERE subject = 'topic'"))
    found_at("audit_entry", copy_of(TABLES["audit_entry"], entry))


@pytest.mark.parametrize("subject", ["desk_device", "check_in", "sign_in"])
def test_an_entry_about_no_watched_row_is_proven_too(hands, subject):
    entry = db.session.scalar(text("SELECT max(id) FROM audit_entry"))
    found_at("audit_entry", copy_of(TABLES["audit_entry"], entry, subject=subject, subject_id=0))


def test_an_entry_with_a_fingerprint_of_its_own_making_is_found(hands):
    entry = db.session.scalar(text("SELECT max(id) FROM audit_entry WHERE subject = 'topic'"))
    proof = db.session.scalar(text("SELECT id FROM fingerprint WHERE entry_id = :id"), {"id": entry})
    forged = copy_of(TABLES["audit_entry"], entry)
    number = copy_of(TABLES["fingerprint"], proof, entry_id=forged)
    seal_all()
    found_at("fingerprint", number)


def test_an_undoing_that_the_program_did_not_write_is_found(hands):
    number = db.session.scalar(text("SELECT min(id) FROM check_in WHERE state = 'counted'"))
    sql("UPDATE check_in SET state = 'undone' WHERE id = :id", id=number)
    found_at("undoing", copy_of(TABLES["undoing"], last("undoing"), check_in_id=number))


def test_an_older_fingerprint_does_not_cover_a_row_that_was_set_back(hands):
    number = db.session.scalar(text("SELECT min(id) FROM lead WHERE state = 'accepted'"))
    prints = [row for row in rows(TABLES["fingerprint"]) if (row["subject"], row["subject_id"]) == ("lead", number)]
    sql("UPDATE lead SET state = 'submitted' WHERE id = :id", id=number)
    copy_of(TABLES["fingerprint"], prints[0]["id"])
    assert ["抄来" in fault for fault in faults() if fault.startswith("lead ")] == [True]


def test_a_fingerprint_made_with_another_key_is_found(hands):
    sql("UPDATE lead SET text = 'anders' WHERE id = 1")
    known = watched["lead"]
    digest = known.digests([1], 1, db.session())[1]
    made = fingerprints.row_of(b"x" * 32, "lead", 1, 1, clock.now(), digest)
    db.session.execute(TABLES["fingerprint"].insert(), [made])
    found_at("lead", 1)


# the chain


def cut(number):
    """The last seals go, and the rows of the sealed tables that they covered."""
    for row in db.session.execute(select(Seal).order_by(Seal.id.desc()).limit(number)).scalars().all():
        sql(f"DELETE FROM {row.source} WHERE id = {row.row_id}")  # noqa: S608 - our own
        sql("DELETE FROM seal WHERE id = :id", id=row.id)


@pytest.mark.parametrize("number", [1, 20])
def test_a_chain_cut_with_its_rows_is_found(hands, number):
    highest = db.session.scalar(select(func.max(Seal.id)))
    cut(number)
    found_at("seal", highest)


def test_a_chain_that_is_gone_is_found_and_no_new_one_begins(hands):
    highest = db.session.scalar(select(func.max(Seal.id)))
    sql("DELETE FROM seal")
    found_at("seal", highest)
    with pytest.raises(heads.ChainBroken, match="audit-restored"):
        seal_job()
    assert db.session.scalar(select(func.count()).select_from(Seal)) == 0


def test_a_chain_made_anew_with_another_key_is_found(hands):
    sql("DELETE FROM seal")
    while seals.seal_new(b"x" * 32):
        pass
    told = " ".join(faults())
    assert "链被改动过" in told
    assert "库外" in told


CHAIN = {
    "a seal in the middle gone": "DELETE FROM seal WHERE id = 50",
    "the first seal gone": "DELETE FROM seal WHERE id = (SELECT min(id) FROM seal)",
    "a seal for another row": "UPDATE seal SET row_id = row_id + 1000003 WHERE id = 50",
    "a seal of another table": "UPDATE seal SET source = 'nothing' WHERE id = 50",
    "a seal of another version": "UPDATE seal SET version = 7 WHERE id = 50",
    "a seal under another number": "UPDATE seal SET id = 1000003 WHERE id = 50",
    "another moment": "UPDATE seal SET at = '2026-01-01 00:00:00' WHERE id = 50",
    "an older scheme": "UPDATE seal SET scheme = 1 WHERE id = 50",
    "one seal twice": "UPDATE seal SET mac = (SELECT mac FROM seal WHERE id = 49) WHERE id = 50",
}


@pytest.mark.parametrize("what", CHAIN)
def test_a_tampered_chain_is_found(hands, what):
    sql(CHAIN[what])
    assert faults()


def test_two_seals_that_changed_places_are_found(hands):
    for old, new in ((50, FREE), (51, 50), (FREE, 51)):
        sql("UPDATE seal SET id = :new WHERE id = :old", old=old, new=new)
    assert faults()


# the file outside the database


def test_a_file_of_heads_that_was_cut_is_found(hands):
    lines = hands.read_text().splitlines(keepends=True)
    hands.write_text("".join(lines[:-1]))
    assert [fault for fault in faults() if "没有记下去" in fault]


def test_a_file_of_heads_that_is_gone_is_found(hands):
    hands.unlink()
    assert [fault for fault in faults() if "不在" in fault]


@pytest.mark.parametrize("edit", [("seal", "seat"), ('"seal": ', '"seal": 9'), ("2026", "2025"), ("false", "true")])
def test_a_changed_line_of_the_file_is_found(hands, edit):
    hands.write_text(hands.read_text().replace(*edit))
    assert [fault for fault in faults() if "第 1 行" in fault]


def test_a_file_of_another_installation_is_found(hands):
    other = heads.Head(clock.now().isoformat(), 5, "00", {})
    hands.write_text(other.line(b"x" * 32) + "\n")
    assert [fault for fault in faults() if "第 1 行" in fault]


def test_a_head_of_another_chain_is_found(hands):
    heads.append(hands, heads.Head(clock.now().isoformat(), 5, "00", {}).line(settings().keys.seal))
    found_at("seal", 5)
