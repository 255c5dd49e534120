"""What of this slice's tables is watched (audit/watch.py); every number of a topic stands in the book."""

from collections.abc import Iterator

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.numbering.sealed import unlike_the_book
from yiguan.topics.models import Support, Topic, TopicLead

TOPIC = columns("id", "code", "number", "unit_id", "title", "problem", "affected", "place", "field", "source", "level",
                "state", "merged_into_id", "round", "submitted_by", "deferred_until", "public_since", "at",
                "is_sample", "limit_id")  # fmt: skip
APART = {"due_on": "repeats the last day of its time limit", "version": "counts edits"}
watch(Topic, {1: Shape(TOPIC), 2: Shape(TOPIC | columns("term_id"))}, apart=APART)
watch(TopicLead, {1: Shape(columns("id", "topic_id", "lead_id", "joined_at", "left_at"))})
watch(Support, {1: Shape(columns("id", "topic_id", "person_id", "at", "withdrawn_at"))})


def numbers() -> Iterator[str]:
    yield from unlike_the_book(Topic.number, "topic-%")


CHECKS = (numbers,)
