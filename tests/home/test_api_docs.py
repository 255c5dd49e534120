import pytest
from markupsafe import escape


@pytest.mark.row("AP-01")
def test_the_docs_show_every_path_of_the_specification_without_any_script(client):
    page = client.page("/api/docs")
    for path in client.get("/api/v1/openapi.json").get_json()["paths"]:
        assert path in page
    assert page.count("<script") == 1  # the page's own small one


@pytest.mark.row("AP-01")
def test_the_docs_show_what_an_act_takes_and_what_it_answers(client):
    page = client.page("/api/docs")
    meetings = page[page.index('id="meetings"') : page.index('id="minutes"')]
    for words in ("view", "ahead、held、cancelled", "agenda[].minutes", "integer 1–480", "items[].unit.name"):
        assert words in meetings
    assert "date-time | null" in meetings
    assert "不用账号" in meetings


def test_the_docs_say_of_each_slice_what_it_is_for(client):
    page = client.page("/api/docs")
    tags = client.get("/api/v1/openapi.json").get_json()["tags"]
    assert [tag for tag in tags if str(escape(tag["description"])) not in page] == []
