"""A wrong key is refused by name, at the start and by `check`, before anything is written under it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.people import a_resident
from tests.launch.installations import run
from tests.sampling import sample
from yiguan import keeping
from yiguan.base.crypto import TamperedError
from yiguan.check import check
from yiguan.secrets import FIELDS, NAMES, write_secret
from yiguan.settings import Keys, enter, leave, settings
from yiguan.store import key_proofs
from yiguan.store.db import db
from yiguan.store.models import KeyProof

OTHER = b"another key, of somebody else's."


def with_other(field: str) -> Keys:
    other: dict[str, Any] = {field: OTHER}
    return replace(settings().keys, **other)


@pytest.fixture
def proven(app):
    key_proofs.keep(settings().keys)
    db.session.commit()


@pytest.mark.parametrize("name", NAMES)
def test_each_key_is_proven_and_a_wrong_one_is_named(app, proven, name):
    assert key_proofs.wrong(settings().keys) == []
    assert key_proofs.wrong(with_other(FIELDS[name])) == [name]


def test_check_says_which_key_is_wrong(app, proven, capsys):
    before = enter(replace(settings(), keys=replace(settings().keys, code=OTHER)))
    check(app)
    leave(before)
    assert "对不上的：code_key" in capsys.readouterr().out


def test_a_proof_that_is_there_is_not_replaced_by_that_of_a_wrong_key(app, proven):
    key_proofs.keep(replace(settings().keys, seal=OTHER))
    assert key_proofs.wrong(settings().keys) == []


def test_no_proof_tells_the_key(app, proven):
    kept = {one.name: one.proof for one in db.session.query(KeyProof)}
    assert not set(kept.values()) & set(vars(settings().keys).values())
    assert len(set(kept.values())) == len(NAMES)


@pytest.mark.parametrize(("key", "fault"), [("person", TamperedError), ("index", key_proofs.WrongKey)])
def test_the_keys_of_an_earlier_release_are_tried_on_a_row_before_they_are_believed(app, key, fault):
    a_resident("李秀英")
    before = enter(replace(settings(), keys=with_other(key)))
    try:
        with pytest.raises(fault):
            keeping._try_on_rows()
    finally:
        leave(before)


@pytest.mark.walk
@pytest.mark.parametrize("name", sample(["person_key", "database_key"], of=1))
def test_server_and_worker_do_not_start_under_a_wrong_key(installation, name):
    (installation / name).unlink()
    write_secret(installation, name, OTHER.hex())
    for words in (("-c", "import wsgi"), ("-m", "yiguan", "worker"), ("-m", "yiguan", "migrate")):
        done = run(installation, *words)
        assert done.returncode == 1
        assert f"密钥 {name} 不是这个数据库原来的那一把，没有启动" in done.stderr
