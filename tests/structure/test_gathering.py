"""A slice that is added appears on trails, on 今天, in menus and on public pages, and nothing else is changed."""

import sys
import tomllib
from pathlib import Path

import pytest

import yiguan
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.factories.progress import a_settled_topic
from tests.queries import counted
from yiguan import slices
from yiguan.base import clock
from yiguan.base.act import Act, Everyone
from yiguan.people.states import Role
from yiguan.progress import timeline
from yiguan.store.db import db
from yiguan.workflow.machines import entries
from yiguan.workflow.plays import Play, Score, Stage, plays
from yiguan.workflow.sections import Face
from yiguan.workflow.stories import Story, stories
from yiguan.workflow.todos import Todo

ROOT = Path(__file__).parents[2]
FILES = {
    "__init__": "",
    "story": """
from dataclasses import replace
from yiguan.workflow.stories import Step, Story
STORY = Story(
    tells=lambda topic, trail: replace(trail, coming=(*trail.coming, Step("邻居来看"))),
    ahead=("邻居来看",),
)
""",
    "todo": """
from sqlalchemy import select
from yiguan.organisation.models import Unit
from yiguan.workflow.todos import MenuEntry, Queue, Task, Tile, Todo
LINE = Task("请邻居来看", "/bench/topics", "看一看")
TODO = Todo(
    bench=lambda actor: [LINE],
    desk=Queue("邻居要看的", lambda actor: [LINE]),
    tiles=lambda actor: [Tile("邻居", "/desk/units", select(Unit))],
    menu=(MenuEntry("bench", 45, "邻居", "/bench/topics"),),
)
""",
    "face": """
from yiguan.workflow.sections import Face, Section
FACE = Face(topic=lambda topic, until: [Section("", passages=[("邻居说", "灯修好了")])])
""",
    "play": """
from yiguan.workflow.plays import Play
PLAY = Play(
    writes=lambda score, stage: score.day(3, lambda: stage.made(str).update(lamp="修好了")),
    tells=lambda stage: stage.made(str),
)
""",
}
NOT_NEEDED = {
    "account": "staff only",
    "alias": "both records of a join have their own rows, and go when those allow it",
    "appointment": "staff only",
    "case_clerk": "staff of a unit; whoever reads an answer years later still reads who wrote it",
    "consent": "goes with the name it consents to",
    "mute": "everybody's own choice, of no use to anybody else",
    "notice": "what somebody was told is read by them alone",
    "affiliation": "goes with the name; of members, who are staff",
    "erasure_wish": "asks for the very thing",
    "join_request": "both records have their own rows, and go when those allow it",
    "look": "what somebody saw stays as a figure, their words and photo go with the name",
    "rating": "what somebody ticked stays as a figure, their words go with the name",
    "phone_move": "a person who has one has something else, or nothing to move",
}
TOOLS = {
    "search",
    *("organisation", "people", "calendar", "numbering", "signatures", "attachments", "notifications", "district"),
}
GATHERING = {"progress", "publishing", "home"}


@pytest.fixture
def neighbours(tmp_path, monkeypatch):
    """A slice of four files beside the others, named in the one list of slices."""
    (tmp_path / "neighbours").mkdir()
    for name, text in FILES.items():
        (tmp_path / "neighbours" / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.setattr(yiguan, "__path__", [*yiguan.__path__, str(tmp_path)])
    monkeypatch.setattr(slices, "SLICES", (*slices.SLICES, "neighbours"))
    slices._module.cache_clear()
    yield
    for name in [name for name in sys.modules if name.startswith("yiguan.neighbours")]:
        del sys.modules[name]
    slices._module.cache_clear()


def test_a_new_slice_stands_on_every_trail(app, neighbours):
    _, topic = a_settled_topic()
    assert timeline.topic_trail(topic)[-1].label == "邻居来看"
    assert timeline.lead_trail(a_lead(), None)[-1].label == "邻居来看"


def test_a_new_slice_has_its_lines_and_its_place_in_the_menu(client, neighbours):
    client.sign_in(an_account(Role.CONVENER, a_station()))
    page = client.page("/bench/")
    assert "请邻居来看" in page
    assert '<li><a href="/bench/topics">邻居' in page


def test_a_new_slice_has_its_figure_and_its_card_on_the_desk(client, neighbours):
    client.sign_in(an_account(Role.OFFICER))
    with counted() as sent:
        page = client.page("/desk/")
    assert "<span>邻居</span>" in page
    assert "邻居要看的" in page
    assert len(sent) <= 9


def test_what_a_new_slice_shows_is_read_through_before_it_is_public(client, neighbours):
    _, topic = a_settled_topic()
    client.sign_in(an_account(Role.OFFICER))
    assert "灯修好了" in client.page(f"/desk/publications/{topic.id}")


def test_a_new_slice_plays_its_part_of_the_sample(neighbours):
    *_, play = plays()
    score, stage = Score(), Stage()
    play.writes(score, stage)
    score.play(evening=lambda: None)
    assert play.tells(stage) == {"lamp": "修好了"}


@pytest.mark.parametrize(("file", "kind"), [("story", Story), ("todo", Todo), ("face", Face), ("play", Play)])
def test_a_file_of_known_name_declares_what_it_is_for(file, kind):
    found = list(slices.found(file))
    assert found
    assert all(isinstance(getattr(module, file.upper()), kind) for module in found)


def test_every_slice_that_knows_residents_says_whom_it_needs(app):
    """Or is listed above with the reason why a name may go although such a row is there (PS-02)."""
    knowing = {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person" and key.parent.name == "person_id"
    }
    needs = [select for story in stories() for select in story.needs(clock.now())]
    said = {column.table.name for select in needs for column in select.selected_columns}
    assert knowing - said == set(NOT_NEEDED)


def test_whoever_is_told_of_an_act_is_found_through_the_topics_of_its_record():
    told = {entry.subject for entry in entries().values() if isinstance(entry, Act) and _tells_everyone(entry)}
    assert told <= {kind for story in stories() for kind in story.records}


def _tells_everyone(act: Act) -> bool:
    return any(isinstance(news, Everyone) for news in act.tells)


def test_the_contract_names_every_slice_that_brings_something():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (gathering,) = (contract for contract in contracts if contract["id"] == "gathering")
    named = {module.removeprefix("yiguan.") for module in gathering["forbidden_modules"]}
    assert named == set(slices.SLICES) - TOOLS - GATHERING
