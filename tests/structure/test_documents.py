"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest

from yiguan.environment import read_settings
from yiguan.secrets import NAMES, ensure_secrets

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
MADE_LAST = "docs/figures.md"  # by `make load`, when a release is made
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, **values: str) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self.names.add(name)
        return super().get(name, default)


def rows_of(heading: str) -> set[str]:
    """The first cells of the table under a heading of operating.md."""
    section = OPERATING.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([\w-]+)` \|", section, re.M))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    assert [link for link in links if not link.startswith(MADE_LAST) and not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_a_document_names_is_there(document: Path) -> None:
    names = re.findall(
        r"`((?:yiguan|templates|static|tests|migrations|deploy(?!/secrets|/certs)|tools|docs)/[\w./-]*)`",
        document.read_text("utf-8"),
    )
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_every_room_is_on_the_map() -> None:
    rooms = {f"yiguan/{path.parent.name}/" for path in (ROOT / "yiguan").glob("*/__init__.py")}
    assert {room for room in rooms if f"| `{room}` |" not in (ROOT / "docs" / "map.md").read_text("utf-8")} == set()


def test_every_setting_is_explained_and_no_other(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    environ = Asked(YIGUAN_INSTANCE=str(tmp_path))
    read_settings(environ)
    assert rows_of("Settings") == environ.names | {"WEB_CONCURRENCY"}


def test_every_command_is_explained_and_no_other() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "yiguan").rglob("*.py"))
    assert rows_of("Commands") == set(re.findall(r"\.add_parser\(\s*\"([\w-]+)\"", code))


def test_every_key_is_explained() -> None:
    assert rows_of("Keys") == set(NAMES)
