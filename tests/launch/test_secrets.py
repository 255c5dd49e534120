"""The keys of an installation are made once, are for its owner only, and are never replaced behind anyone's back."""

import stat
from pathlib import Path

import pytest

from yiguan.secrets import NAMES, SecretMissing, ensure_secrets, read_secret


def test_the_first_start_makes_every_key_for_its_owner_only(tmp_path: Path) -> None:
    ensure_secrets(tmp_path / "instance")
    files = list((tmp_path / "instance").iterdir())
    assert {file.name for file in files} == set(NAMES)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700
    assert len({read_secret(tmp_path / "instance", name) for name in NAMES}) == len(NAMES)


def test_a_second_start_leaves_every_key_as_it_is(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    before = [read_secret(tmp_path, name) for name in NAMES]
    ensure_secrets(tmp_path)
    assert [read_secret(tmp_path, name) for name in NAMES] == before


def test_a_lost_key_is_not_made_anew_while_a_database_needs_it(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    (tmp_path / "yiguan.db").touch()
    (tmp_path / "person_key").unlink()
    with pytest.raises(SecretMissing, match="缺少密钥 person_key"):
        ensure_secrets(tmp_path)
    assert not (tmp_path / "person_key").exists()


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "zz" * 32])
def test_half_a_key_stops_the_start_with_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "seal_key").write_text(content, "ascii")
    with pytest.raises(SecretMissing, match="seal_key 不存在或不完整"):
        read_secret(tmp_path, "seal_key")
