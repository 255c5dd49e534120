import pytest


@pytest.mark.row("AP-01")
def test_the_docs_show_every_path_of_the_specification_without_any_script(client):
    page = client.page("/api/docs")
    for path in client.get("/api/v1/openapi.json").get_json()["paths"]:
        assert path in page
    assert page.count("<script") == 1  # the page's own small one
