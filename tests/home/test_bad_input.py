"""Whatever is typed or put into an address: a sentence, a status below 500, and nothing typed is lost."""

import pytest

from tests.factories.people import an_account
from yiguan.people.states import Role

ODD = ["%00", "你好", "😀", "'--", "A" * 3000, "..%2f..", "99999999999999999999", "<script>"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "address", ["/S/{}", "/units/{}", "/topics/{}", "/leads/{}", "/lookup?code={}", "/results?unit={}"]
)
def test_an_odd_address_of_a_resident_is_answered(client, address, odd):
    answer = client.get(address.format(odd))
    assert answer.status_code in (200, 404, 422)
    assert "<script>" not in answer.text


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "address",
    ["/desk/units/{}", "/bench/units/{}/poster", "/desk/publications/{}", "/desk/publications?view={}&page={}"],
)
def test_an_odd_address_of_staff_is_answered(client, address, odd):
    client.sign_in(an_account(Role.OFFICER))
    assert client.get(address.format(odd, odd)).status_code in (200, 404)


@pytest.mark.parametrize("odd", ["\x00", "​", "😀" * 10, "字" * 10_000, " ", "‮倒"])
def test_odd_feedback_is_kept_or_explained(client, odd):
    answer = client.post("/feedback", data={"text": odd, "name": odd, "phone": odd})
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize(
    "body", [b"{", b'{"tail": NaN}', b"[" * 60_000, b'{"tail": 1}', b'{"tail": "1", "x": 1}', b"\xff"]
)
def test_odd_json_is_refused_with_a_code(client, body):
    answer = client.post("/api/v1/leads/ABCD2345/trail", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json["code"]
    assert answer.json["message"]
