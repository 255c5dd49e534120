import shutil
from pathlib import Path

import pytest

from tests.launch.installations import run
from yiguan.secrets import ensure_secrets


@pytest.fixture(scope="session")
def fresh_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, since migrating takes seconds."""
    folder = tmp_path_factory.mktemp("fresh") / "instance"
    ensure_secrets(folder)
    assert run(folder, "-m", "yiguan", "migrate").returncode == 0
    return folder


@pytest.fixture
def installation(fresh_installation: Path, tmp_path: Path) -> Path:
    """The folder of an installation with keys and an empty database, of this test's own."""
    return shutil.copytree(fresh_installation, tmp_path / "instance")
