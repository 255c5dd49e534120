import pytest


@pytest.mark.row("AE-01")
def test_the_elder_mode_is_one_tap_away_and_remembered(client):
    assert "长辈版" in client.page("/")
    answer = client.post("/elder-mode", data={"elder": "1", "next": "/privacy"})
    assert answer.location == "/privacy"
    assert '<html lang="zh-CN" class="elder">' in client.page("/")


def test_the_elder_mode_is_left_again(client):
    client.post("/elder-mode", data={"elder": "1"})
    client.post("/elder-mode", data={"elder": "0"})
    assert 'class="elder"' not in client.page("/")


@pytest.mark.parametrize("target", ["https://bad.test/", "//bad.test", "/\\bad.test", "javascript:1", "/a\r\nb", ""])
def test_switching_never_leads_to_a_foreign_site(client, target):
    assert client.post("/elder-mode", data={"elder": "1", "next": target}).location == "/"
