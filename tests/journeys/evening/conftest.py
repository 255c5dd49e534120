"""The desk in a browser, at the end of a line that a test may cut."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import FLAGS, Demo, collect_ignore_glob
from tests.journeys.evening.desk import (
    film,
    invite,
    sign_in,
    to_desk,
)
from tests.journeys.evening.wire import Wire

__all__ = ["collect_ignore_glob"]


@pytest.fixture
def wire(demo: Demo) -> Iterator[Wire]:
    line = Wire(urlsplit(demo.base_url).port or 80)
    yield line
    line.close()


@pytest.fixture(scope="module")
def keeper(demo: Demo, browser: Browser) -> Any:
    """The cookies of who runs the meeting that is open right now; signing in once is enough for most evenings."""
    context = browser.new_context(base_url=demo.base_url)
    sign_in(context.new_page(), demo)
    yield context.storage_state()
    context.close()


@pytest.fixture
def desk(demo: Demo, browser: Browser, keeper: Any, wire: Wire) -> Iterator[Page]:
    """A laptop at the door of that meeting."""
    context = browser.new_context(base_url=wire.base_url, locale="zh-CN", storage_state=keeper)
    yield to_desk(context.new_page(), demo)
    context.close()


@pytest.fixture
def camera(demo: Demo, browser: Browser, keeper: Any, desk: Page, wire: Wire, tmp_path: Path) -> Iterator[Page]:
    """A desk with a camera, before which somebody invited holds their code."""
    film(f"HTTPS://YIGUAN.CN/P/{invite(demo, desk, '杨来福')}", tmp_path / "code.y4m")
    eyes = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing = browser.browser_type.launch(
        executable_path=os.environ["YIGUAN_TEST_CHROMIUM"],
        args=[*FLAGS, *eyes, f"--use-file-for-fake-video-capture={tmp_path / 'code.y4m'}"],
    )
    yield to_desk(seeing.new_context(base_url=wire.base_url, storage_state=keeper).new_page(), demo)
    seeing.close()
