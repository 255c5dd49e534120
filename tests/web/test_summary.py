"""The summary above a form: it says which fields are wrong, in the order in which they stand."""

import re

import pytest

from tests.factories.people import an_account
from yiguan.people.states import Role
from yiguan.web.summary import complete

FIELDS = (
    '<label for="a">名称</label><input id="a"><fieldset class="field" id="b">\n<legend>什么事？</legend></fieldset>'
)


def summary(*items, fields=FIELDS):
    lines = "".join(f'<li data-field="{name}">{said}</li>' for name, said in items)
    page = complete(f'<section class="errors"><h2>您填的都还在。</h2><ul>{lines}</ul></section>{fields}')
    return re.findall(r"<li>(.*?)</li>", page), page


def lines_of(page):
    return re.findall(r'<li><a href="#(\w+)">(.*?)</a>', page)


def test_a_sentence_is_led_by_the_label_of_its_field_in_the_order_of_the_page():
    items, _ = summary(("b", "请选一项。"), ("a", "这一项要填。"))
    assert items == ['<a href="#a">名称：这一项要填。</a>', '<a href="#b">什么事：请选一项。</a>']


def test_a_sentence_that_names_its_field_is_left_alone():
    assert summary(("a", "请写名称。"))[0] == ['<a href="#a">请写名称。</a>']


def test_a_sentence_of_no_field_leads_nowhere_and_stands_last():
    assert summary(("role", "一种也没有勾。"), ("a", "太长。"))[0][1] == "一种也没有勾。"


def test_what_somebody_typed_stays_text():
    items, _ = summary(("a", "&lt;b&gt;太长。"), fields='<label for="a">&lt;i&gt;</label><input id="a">')
    assert items == ['<a href="#a">&lt;i&gt;：&lt;b&gt;太长。</a>']


@pytest.mark.parametrize(("kind", "kept"), [("password", "别的都还在"), ("text", "您填的都还在")])
def test_passwords_are_not_said_to_be_kept(kind, kept):
    assert kept in summary(("a", "太短。"), fields=f'<input id="a" type="{kind}">')[1]


def test_a_page_says_which_fields_are_empty(client):
    client.sign_in(an_account(Role.OFFICER))
    page = client.submit("/desk/people/new", {"name": "李", "starts_on": "明天", "role": ""}).text
    assert lines_of(page) == [
        ("name", "姓名：至少写2个字，现在是1个字。"),
        ("unit", "请选单位。"),
        ("role", "请选职务。"),
        ("starts_on", "从哪天起：日期没有看懂，请写成 2026-11-23 的样子。"),
    ]


def test_a_wrong_choice_is_told_the_right_ones(client):
    client.sign_in(an_account(Role.OFFICER))
    page = client.submit("/desk/people/new", {"role": "king"}).text
    assert "请从这几项里选：" in page


def test_a_new_password_is_asked_for_by_its_label(client):
    client.sign_in(an_account(Role.CONVENER))
    page = client.submit("/account/password", {}).text
    assert "密码要重新填" in page
    assert ("password", "新密码：这一项要填。") in lines_of(page)
