"""From the poster to the answer by links and forms alone: no script runs here, and no cookie is kept."""

import re

import pytest

from tests.factories.organisation import a_station

WORDS = {
    "text": "楼道灯坏了三个月",
    "place": "井巷新村",
    "name": "李秀英",
    "phone": "13800001234",
    "public_name": "surname",
}


@pytest.mark.row("AE-05")
def test_a_resident_reports_and_looks_up_without_script_or_cookie(app):
    station = a_station()
    phone = app.test_client(use_cookies=False)
    page = phone.get(f"/S/{station.code}").text
    form = link_in(page, "我要反映", phone)
    receipt = re.search(r'name="receipt" value="([^"]+)"', form.text)
    assert receipt
    sent = phone.post(f"/units/{station.code}/leads/new", data={**WORDS, "receipt": receipt[1]})
    code = re.search(r"/leads/([0-9]{8})", sent.location or sent.text)
    assert code
    question = phone.get(f"/lookup?code={code[1]}", follow_redirects=True)
    assert "手机号的后四位" in question.text
    assert WORDS["text"] in phone.post(f"/leads/{code[1]}", data={"tail": "1234"}).text


def link_in(page, words, phone):
    """Follows the link that carries these words."""
    found = re.search(rf'href="([^"]+)"><b>{words}</b>', page)
    assert found, page
    return phone.get(found[1])


@pytest.mark.row("AE-05")
@pytest.mark.parametrize("address", ["/", "/mine", "/results", "/feedback", "/privacy"])
def test_no_resident_page_needs_a_script(client, address):
    page = client.page(address)
    assert re.findall(r"<script[^>]*>", page) == re.findall(r'<script src="/static/[^"]+/js/page\.js" defer>', page)
    assert "onclick" not in page
    assert "style=" not in page
