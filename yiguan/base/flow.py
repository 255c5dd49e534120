"""State machines as tables: which action leads from which states to which. `audit.trail.move` alone walks them."""

from dataclasses import dataclass

from yiguan.base.errors import Conflict
from yiguan.base.labels import Labelled


@dataclass(frozen=True)
class Step:
    """`action` leads from any of `sources` to `target`."""

    action: str
    sources: tuple[Labelled, ...]
    target: Labelled


class Flow:
    """All the moves one kind of record may make; an action has one target."""

    def __init__(self, *steps: Step) -> None:
        self.steps = {step.action: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError("one action stands twice in a flow")

    def target(self, action: str, state: Labelled) -> Labelled:
        """Where the action leads. Raises Conflict when it is not open from this state."""
        step = self.steps[action]
        if state not in step.sources:
            raise Conflict(
                f"现在是“{state.label}”，这一步做不了，什么都没有改动。请刷新后看看现在的情况。", code="wrong_state"
            )
        return step.target

    def allows(self, action: str, state: Labelled) -> bool:
        return state in self.steps[action].sources

    def open_from(self, state: Labelled) -> list[str]:
        return [action for action, step in self.steps.items() if state in step.sources]
