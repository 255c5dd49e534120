from pathlib import Path

import pytest

from tests.launch.installations import run
from yiguan.secrets import ensure_secrets


@pytest.fixture
def installation(tmp_path) -> Path:
    """The folder of an installation with keys and an empty database."""
    folder: Path = tmp_path / "instance"
    ensure_secrets(folder)
    assert run(folder, "-m", "yiguan", "migrate").returncode == 0
    return folder
