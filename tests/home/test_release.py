import re

import pytest

from tests.factories.people import an_account
from yiguan.people.states import Role


@pytest.mark.row("OF-04")
def test_files_carry_the_release_in_their_name_and_pages_are_never_kept(client):
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text):
        assert re.match(r"/static/[0-9a-f]{10}/", address)
        with client.get(address) as file:
            assert "immutable" in file.headers["Cache-Control"]


@pytest.mark.row("OF-04")
def test_a_stale_page_says_to_refresh_and_keeps_what_was_typed(client):
    client.post("/feedback", data={"text": "海报贴得太高"})
    client.sign_in(an_account(Role.OFFICER))
    feedback = re.search(r"/desk/feedback/(\d+)/answer", client.page("/desk/feedback"))
    assert feedback
    answer = client.submit(f"/desk/feedback/{feedback[1]}/answer", {"answer": "已经重贴", "version": "7"})
    assert answer.status_code == 409
    assert "请刷新" in answer.text
    assert "已经重贴" in answer.text
