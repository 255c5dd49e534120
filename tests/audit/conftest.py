from dataclasses import replace

import pytest


@pytest.fixture
def app(app, tmp_path, monkeypatch):
    """With a file of heads of its own: the numbers of seals come again after a rollback."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.settings, seal_heads=(tmp_path,)))
    with app.app_context():
        yield app
