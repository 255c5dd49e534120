"""Story 9: every act of the stories is there for programs, with the same rules, and described without a script."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo, NewPage
from tests.journeys.courses import ZONE
from tests.journeys.seeing import path_of

Body = dict[str, Any]
ACTS = [
    "leads",
    "leads/{lead_id}/ask",
    "leads/{lead_id}/transfer",
    "leads/{lead_id}/decline",
    "leads/{lead_id}/accept",
    "leads/{lead_id}/accept-as-topic",
    "leads/{receipt}/status",
    "topics",
    "topics/{topic_id}/submit",
    "topics/{topic_id}/approve",
    "topics/{topic_id}/return",
    "topics/{topic_id}/defer",
    "topics/{topic_id}/reject",
    "meetings",
    "meetings/{code}/announce",
    "check-ins",
    "minutes/{code}/confirm",
    "recommendations",
    "recommendations/{recommendation_id}/submit",
    "recommendations/{recommendation_id}/return",
    "recommendations/{recommendation_id}/approve",
    "publications/{code}/check",
    "publications/{code}/publish",
]


class Program:
    """A partner's program with one token."""

    def __init__(self, page: Page, token: str = "") -> None:
        self.request, self.token = page.context.request, token

    def write(self, path: str, body: Body, *, status: int = 200, key: str = "", method: str = "POST") -> Body:
        headers = {"Idempotency-Key": key or str(uuid4())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self.request.fetch(f"/api/v1/{path}", method=method, data=body, headers=headers)
        assert answer.status == status, answer.text()
        told: Body = answer.json()
        return told

    def post(self, path: str, *, status: int = 200, key: str = "", **body: Any) -> Body:
        return self.write(path, body, status=status, key=key)

    def leads(self) -> list[Body]:
        listed = self.request.get("/api/v1/leads", headers={"Authorization": f"Bearer {self.token}"})
        items: list[Body] = listed.json()["items"]
        return items


@pytest.fixture
def program(demo: Demo, open_page: NewPage) -> Callable[[str], Program]:
    """The token of the sample for this unit: `XF` the convener's, `TG` the office's; "" for nobody's."""
    tokens = {token["unit"]: token["token"] for token in demo.told["tokens"]}
    return lambda unit: Program(open_page(), tokens.get(unit, ""))


def test_the_acts_stand_on_one_page_that_needs_no_script(open_page: NewPage) -> None:
    page = open_page("laptop", scripts=False)
    page.goto("/api/docs")
    shown = page.locator("code").all_inner_texts()
    assert [act for act in ACTS if f"/api/v1/{act}" not in shown] == []
    expect(page.get_by_text("同一套规则")).to_be_visible()


def a_settled_topic(resident: Program, station: Program) -> Body:
    said: Body = {"text": "楼下晾衣杆歪了，怕砸到人。", "place": "井巷新村", "name": "石师傅", "consent": True}
    receipt = resident.post("leads", status=201, unit="XF", phone="13856210999", **said)["receipt"]
    assert resident.post(f"leads/{receipt}/status", tail="0999")["state"] == "submitted"
    lead = next(lead for lead in station.leads() if lead["receipt"] == receipt)
    named = {"title": "晾衣杆怎么修", "problem": lead["text"], "affected": "一个单元", "place": lead["place"]}
    topic = station.post(
        f"leads/{lead['id']}/accept-as-topic", status=201, **named, source="public_raised", level="station"
    )
    station.post(f"topics/{topic['id']}/submit")
    return station.post(f"topics/{topic['id']}/approve")


def a_meeting_held(station: Program, topic: Body) -> str:
    start = datetime.now(ZONE) + timedelta(minutes=15)
    when: Body = {"starts_at": start.isoformat(), "minutes": 60, "capacity": 20, "place": "幸福社区服务中心一楼"}
    what: Body = {"kind": "micro", "title": "晾衣杆协商会", "attendance": "open", "topics": [topic["code"]]}
    code = str(station.post("meetings", status=201, unit="XF", **what, **when)["code"])
    station.post(f"meetings/{code}/announce")
    assert station.post(f"meetings/{code}/check-ins", name="石师傅")["result"] == "ok"
    for act in ("start", "end"):
        station.post(f"meetings/{code}/{act}")
    return code


@pytest.mark.row("AP-01")
def test_a_program_walks_the_whole_course_and_may_not_sign(program: Callable[[str], Program]) -> None:
    station, office = program("XF"), program("TG")
    topic = a_settled_topic(program(""), station)
    code = a_meeting_held(station, topic)
    agreed = [{"kind": "advice", "text": "换成固定的晾衣架。", "unit": "ZJJ"}]
    station.write(f"minutes/{code}", {"summary": "大家都说该修，谁出钱再议。", "items": agreed}, method="PUT")
    for act in ("submit", "confirm"):
        station.post(f"minutes/{code}/{act}")
    matter = {"problem": "晾衣杆歪了。", "advice": "换成固定的晾衣架。", "unit": "ZJJ", "topic": True, "consensus": [1]}
    written = station.post("recommendations", status=201, meeting=code, title="关于修好晾衣杆的建议", items=[matter])
    one = f"recommendations/{written['id']}"
    assert station.post(f"{one}/submit")["state"] == "submitted"
    assert office.post(f"{one}/approve", addressee="区住建局")["state"] == "approved"
    office.post(f"{one}/sign", proof="123456", status=404)
    page = f"publications/{topic['code']}"
    assert office.post(f"{page}/check")["state"] == "prepared"
    assert "3 个人各审一遍" in office.post(f"{page}/publish", status=422)["fields"]["waiver"][0]


@pytest.mark.row("AP-01")
def test_the_rules_are_those_of_the_pages(program: Callable[[str], Program], sign_in: Callable[..., Page]) -> None:
    station, elsewhere = program("XF"), sign_in("convener", "XC")
    topic = a_settled_topic(program(""), station)
    assert station.post(f"topics/{topic['id']}/submit", status=409)["code"]
    waiting = next(lead for lead in station.leads() if lead["state"] == "submitted")
    assert "理由" in station.post(f"leads/{waiting['id']}/decline", text="", status=422)["fields"]["reason"][0]
    assert program("").request.get(f"/api/v1/topics/{topic['id']}").status == 401
    assert elsewhere.context.request.get(f"/api/v1/topics/{topic['id']}").status == 404


@pytest.mark.row("AP-02")
def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(program: Callable[[str], Program]) -> None:
    resident, key = program(""), str(uuid4())
    said = {"unit": "XF", "text": "井盖松了，夜里响。", "place": "井巷新村", "name": "石师傅", "consent": True}
    first = resident.write("leads", said, status=201, key=key)
    assert resident.write("leads", said, status=201, key=key) == first
    resident.write("leads", {**said, "text": "另外一件事。"}, status=409, key=key)


@pytest.mark.row("CK-22")
def test_a_code_is_read_without_checking_anybody_in(program: Callable[[str], Program], demo: Demo) -> None:
    resident, meeting = program(""), demo.told["open_meeting"]
    numbers = f"/api/v1/meetings/{meeting['code']}/attendance"
    before = resident.request.get(numbers).json()["arrived"]
    code = path_of(meeting["printed_code_url"]).removeprefix("/C/")
    seen = resident.request.get(f"/api/v1/codes/{code}").json()
    assert seen["result"] == "ok"
    assert resident.request.get(numbers).json()["arrived"] == before
    tap: Body = {"receipt": seen["receipt"], "name": "石师傅", "consent": True}
    assert [resident.post("check-ins", **tap)["result"] for _ in range(2)] == ["ok", "ok"]
    assert resident.request.get(numbers).json()["arrived"] == before + 1
