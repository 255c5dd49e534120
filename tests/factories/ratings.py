from collections.abc import Sequence
from typing import NamedTuple

from tests.factories.handling import take, whole
from tests.factories.meetings import a_meeting
from tests.factories.minutes import minutes_of
from tests.factories.organisation import a_department
from tests.factories.people import a_resident
from tests.factories.progress import a_settled_topic
from tests.factories.recommendations import a_matter, a_recommendation
from yiguan.base import clock
from yiguan.handling.models import Handling, Reply
from yiguan.handling.queries import sent_of
from yiguan.leads.models import Lead
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.ratings import entering
from yiguan.ratings.models import Rating
from yiguan.ratings.states import Attitude, RatingWay, Satisfaction
from yiguan.recommendations import course
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.models import Support, Topic

SENT = ("dispatch", "receive", "write", "draft", "countersign", "check", "sign", "sign_off", "send")


class Matter(NamedTuple):
    """A resident's matter up to its recommendation, with supporters; each unit's part is a case."""

    lead: Lead
    topic: Topic
    recommendation: Recommendation
    supporters: Sequence[Person]

    @property
    def cases(self) -> list[Handling]:
        return [whole(one.id) for one in course.cases_of(self.recommendation)]


def a_matter_signed(supporters: int = 0) -> Matter:
    """Two units shall answer, the second helps the first."""
    lead, topic = a_settled_topic()
    starts_at = clock.now() - clock.minutes(1500)
    meeting = a_meeting(MeetingState.ENDED, topic.unit, starts_at=starts_at, topics=[topic.code])
    minutes_of(meeting, MinutesState.CONFIRMED)
    first, second = a_department("区住建局"), a_department("区城管局")
    items = [a_matter(unit=first.code, co_units=[second.code]), a_matter(unit=second.code)]
    recommendation = a_recommendation(RecommendationState.ISSUED, meeting, items)
    others = [a_resident(f"何秀{n}", f"1380000{n:04}") for n in range(100, 100 + supporters)]
    db.session.add_all(Support(topic_id=topic.id, person_id=one.id, at=clock.now()) for one in others)
    db.session.commit()
    return Matter(lead, topic, recommendation, others)


def go(handling: Handling, *steps: str) -> None:
    for step in steps:
        if step != "countersign" or any(item.co_units for item in handling.items):
            take(handling, step)
    db.session.commit()


def an_answer(supporters: int = 0) -> tuple[Matter, Handling, Reply]:
    """The first unit's answer has left."""
    matter = a_matter_signed(supporters)
    handling = matter.cases[0]
    go(handling, *SENT)
    return matter, handling, sent_of([handling.id])[-1]


def rated(
    reply: Reply, person: Person | int, result: Satisfaction, note: str = "", way: RatingWay = RatingWay.PHONE
) -> Rating:
    who = person if isinstance(person, Person) else db.session.get_one(Person, person)
    said = {"attitude": Attitude.SATISFIED, "result": result, "note": note, "way": way}
    rating = entering.rate(residents.as_actor(who), who, reply, **said)  # type: ignore[arg-type]
    db.session.commit()
    return rating
