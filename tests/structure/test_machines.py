"""Every state machine, walked from every state: allowed moves lead where the table says, all others are refused."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from yiguan.base.errors import Conflict
from yiguan.base.flow import Flow
from yiguan.base.labels import Labelled
from yiguan.slices import SLICES


def kind_of(flow: Flow) -> list[Labelled]:
    """All states of the machine, the first one first."""
    return list(type(next(iter(flow.steps.values())).target))


def flows():
    for slice_ in SLICES:
        if find_spec(f"yiguan.{slice_}.states"):
            module = import_module(f"yiguan.{slice_}.states")
            yield from ((f"{slice_}.{name}", value) for name, value in vars(module).items() if isinstance(value, Flow))


FLOWS = dict(flows())
DECIDED_AT_BIRTH = {"attendance.CHECK_IN_FLOW", "meetings.MEETING_FLOW"}
"""A scan is counted, refused or left open in the moment it is stored; only taking it back is a move."""


@pytest.mark.row("TR-09")
@pytest.mark.parametrize("name", sorted(FLOWS))
def test_each_action_moves_only_from_its_sources(name):
    flow = FLOWS[name]
    for state in kind_of(flow):
        for action, step in flow.steps.items():
            if state in step.sources:
                assert flow.target(action, state) is step.target
            else:
                with pytest.raises(Conflict, match="wrong_state"):
                    flow.target(action, state)


@pytest.mark.parametrize("name", sorted(set(FLOWS) - DECIDED_AT_BIRTH))
def test_every_state_can_be_reached_from_the_first(name):
    flow = FLOWS[name]
    kind = kind_of(flow)
    reached = {kind[0]}
    for _ in kind:
        reached |= {step.target for step in flow.steps.values() if reached & set(step.sources)}
    assert reached == set(kind)


def test_no_slice_assigns_a_state_by_itself():
    """`audit.trail.move` alone does, so that no state changes without its row in the trail."""
    assigned = re.compile(r"\.state\s*=(?!=)")
    root = Path(__file__).parents[2] / "yiguan"
    guilty = [str(path) for path in root.rglob("*.py") if assigned.search(path.read_text("utf-8"))]
    assert [path for path in guilty if "/audit/" not in path] == []
