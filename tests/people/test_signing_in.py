from tests.factories.people import an_account
from yiguan.people.states import Role


def test_an_officer_signs_in_and_reaches_the_account_page(client):
    client.sign_in(an_account(Role.OFFICER))
    assert "退出" in client.page("/account")
