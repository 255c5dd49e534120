"""Beside an answer lie former cases that say nearly the same, with what became of them."""

import pytest

from tests.factories.handling import a_case, dispatcher, take
from tests.factories.organisation import a_department, a_station
from tests.factories.people import an_account
from yiguan.base.actor import SYSTEM
from yiguan.handling.alike import alike
from yiguan.handling.entering import Matter, Paper, enter
from yiguan.handling.queries import get_handling
from yiguan.handling.states import HandlingState
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState


def a_new_case(text="老矿区没有地方充电，请再建一处车棚。", unit="区住建局"):
    """Of another paper."""
    paper = Paper(a_station(), "关于再建一处车棚的建议", "铜议建〔2027〕3号", "/bench/recommendations/2/letter")
    made = enter(SYSTEM, paper, [Matter(1, text, a_department(unit).id, [])])
    db.session.commit()
    return get_handling(dispatcher(), made[1].handling_id)


@pytest.fixture(autouse=True)
def _others(app):
    """What stands in every text says nothing: there must be others."""
    for text in ("菜市场门口没有公厕。", "广场舞声音太大。", "楼道堆了杂物。", "公交站没有座位。", "井盖坏了几个。"):
        a_new_case(text)


@pytest.mark.row("TP-15")
def test_an_answered_case_lies_beside_a_new_one_with_its_classes(app):
    former, new = a_case(S.REPLIED), a_new_case()
    (found,) = alike(dispatcher(), new)
    assert (found.handling.id, found.came_of_it) == (former.id, "A 已解决 2 条")


@pytest.mark.row("TP-15")
def test_what_was_sent_to_the_city_is_there_too_and_what_is_open_says_so(app):
    escalated, new = a_case(S.ESCALATED), a_new_case()
    assert [one.came_of_it for one in alike(dispatcher(), new)] == ["报到市里了"]
    take(new, "dispatch")
    assert {one.handling.id for one in alike(dispatcher(), new)} == {escalated.id}


def test_another_matter_is_not_alike(app):
    a_case(S.REPLIED)
    assert list(alike(dispatcher(), a_new_case("菜市场门口的垃圾没有人收。"))) == []


def test_a_unit_is_shown_only_what_it_may_open(client):
    former, new = a_case(S.REPLIED), a_new_case(unit="区城管局")
    take(new, "dispatch", unit=new.unit)
    db.session.commit()
    client.sign_in(an_account(Role.UNIT_LIAISON, new.unit))
    page = client.page(f"/desk/handling/{new.id}")
    assert "以前相像的事" not in page
    assert former.title not in page
