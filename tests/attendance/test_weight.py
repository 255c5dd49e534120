import re

import pytest

from tests.factories.attendance import the_code
from tests.factories.meetings import a_meeting_now
from yiguan.web.pages import STATIC

BUDGET, REQUESTS = 30_000, 5


@pytest.mark.row("OF-01")
def test_a_first_visit_of_the_check_in_page_is_light(phone):
    page = phone.scan(the_code(a_meeting_now()))
    parts = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)))
    assert 1 + len(parts) <= REQUESTS
    bodies = [page.encode(), *((STATIC / part.split("/", 3)[3]).read_bytes() for part in parts)]
    assert sum(map(len, bodies)) <= BUDGET  # as sent by our own server, which compresses nothing
    assert "@font-face" not in page
