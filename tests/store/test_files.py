import pytest

from yiguan.base.crypto import digest
from yiguan.store.files import path_of, store


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_the_hash_of_what_is_in_it(tmp_path):
    name = store(tmp_path / "uploads", b"picture", ".jpg")
    assert name == digest(b"picture") + ".jpg"
    assert path_of(tmp_path / "uploads", name).read_bytes() == b"picture"
    assert path_of(tmp_path / "uploads", name).parent == tmp_path / "uploads" / name[:2] / name[2:4]


def test_storing_the_same_bytes_twice_leaves_one_file(tmp_path):
    assert store(tmp_path, b"picture", ".jpg") == store(tmp_path, b"picture", ".jpg")
    assert len(files_in(tmp_path)) == 1


def test_only_the_service_itself_can_read_what_is_stored(tmp_path):
    path = path_of(tmp_path, store(tmp_path, b"picture", ".jpg"))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    store(tmp_path, b"first", ".jpg")
    monkeypatch.setattr("yiguan.store.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(tmp_path, b"second", ".jpg")
    assert [path.read_bytes() for path in files_in(tmp_path)] == [b"first"]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "",
        "a.jpg",
        "a" * 64,
        "a" * 64 + ".jpg/..",
        "a" * 64 + ".jpg\n",
        "A" * 64 + ".jpg",
    ],
)
def test_a_name_that_was_never_given_leads_nowhere(tmp_path, name):
    with pytest.raises(ValueError, match="not the name"):
        path_of(tmp_path, name)


@pytest.mark.parametrize("suffix", ["", "jpg", "/../x", ".svg.exe", ".JPG"])
def test_a_strange_suffix_is_refused_before_anything_is_written(tmp_path, suffix):
    with pytest.raises(ValueError, match="not the name"):
        store(tmp_path, b"picture", suffix)
    assert files_in(tmp_path) == []
