"""Where a matter stands: the trail that the slices tell one after the other, put in order."""

from collections.abc import Iterable
from dataclasses import replace

from yiguan.leads.models import Lead
from yiguan.leads.story import own_trail
from yiguan.topics.models import Topic
from yiguan.workflow.stories import Step, Trail, stories


def topic_trail(topic: Topic, *, words: bool = False) -> list[Step]:
    """The trail of a topic for everybody; with `words` the texts that came with a refusal are shown too."""
    return _marked(_told(topic, Trail(words=words)))


def lead_trail(lead: Lead, topic: Topic | None) -> list[Step]:
    """The trail of a resident's own matter, on through the topic it is in, with every word they were sent."""
    trail = own_trail(lead)
    if topic is not None:
        return _marked(_told(topic, trail))
    ahead = [Step(label) for story in stories() for label in story.ahead] if trail.coming else ()
    return _marked(replace(trail, coming=(*trail.coming, *ahead)))


def _told(topic: Topic, trail: Trail) -> Trail:
    for story in stories():
        trail = story.tells(topic, trail)
    return trail


def _marked(trail: Trail) -> list[Step]:
    """The first step that is to come is where the matter stands now."""
    done = [*trail.opening, *_by_time(trail.past)]
    if trail.end:
        return [*done, trail.end]
    states = ("now", *["todo"] * len(trail.coming))
    return [*done, *(replace(step, state=state) for step, state in zip(trail.coming, states, strict=False))]


def _by_time(steps: Iterable[Step]) -> list[Step]:
    """Steps of the past have a day."""
    return sorted(steps, key=lambda step: step.when or step.at)  # type: ignore[arg-type, return-value]
