from datetime import timedelta
from typing import Any

from tests.factories.handling import a_liaison, answers, take, whole, written
from tests.factories.leads import a_lead
from tests.factories.people import a_convener
from tests.factories.ratings import SENT, Matter, a_matter_signed, go
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.handling.acts import CLOSE, TRACK
from yiguan.handling.models import Handling, Reply
from yiguan.handling.queries import sent_of
from yiguan.leads.models import Lead
from yiguan.looking_back import entering, queries
from yiguan.looking_back.acts import REPORT
from yiguan.looking_back.jobs import look
from yiguan.looking_back.models import Look, LookBack
from yiguan.looking_back.states import Seen
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.ratings.states import RatingWay
from yiguan.store.db import db
from yiguan.topics.acts import ACCEPT
from yiguan.workflow.perform import perform


def an_ended_case(supporters: int = 0, *, promise: bool = False) -> tuple[Matter, Handling, Reply]:
    """Answered and closed; with a `promise` it is followed until its day, sixty days from now."""
    matter = a_matter_signed(supporters)
    handling = matter.cases[0]
    go(handling, *SENT[:2])
    take(handling, "write", **written(answers(handling, promise=promise)))
    go(handling, *SENT[3:])
    perform(TRACK if promise else CLOSE, handling, by=SYSTEM)
    db.session.commit()
    return matter, handling, sent_of([handling.id])[-1]


def in_days(days: int) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def asked(handling: Handling) -> LookBack:
    """The worker has come; the look-back that it opened."""
    look()
    db.session.commit()
    found = next(one for one in queries.of_case(handling) if one.closes_on)
    assert queries.is_open(found)
    return found


def said(look_back: LookBack, person: Person | int, seen: Seen, note: str = "") -> Look:
    who = person if isinstance(person, Person) else db.session.get_one(Person, person)
    made = entering.say(residents.as_actor(who), who, look_back, seen=seen, note=note, way=RatingWay.PHONE)
    db.session.commit()
    return made


def shown(handling: Handling) -> None:
    """The unit has put evidence."""
    entering.show(a_liaison(handling.unit), handling, day=clock.today(), text="车棚装好了，通了电。", content=None)
    db.session.commit()


def over(look_back: LookBack) -> Any:
    """The day after the last one on which anybody may say something."""
    assert look_back.closes_on
    return in_days((look_back.closes_on - clock.today()).days + 1)


def answered_again(handling: Handling) -> Reply:
    again = whole(handling.id)
    take(again, "write", **written(answers(again)))
    go(again, *SENT[3:])
    return sent_of([handling.id])[-1]


def reported(handling: Handling) -> LookBack:
    """The unit says that its promise is kept, with evidence: those who asked are asked."""
    shown(handling)
    perform(REPORT, handling, by=a_liaison(handling.unit))
    db.session.commit()
    return queries.of_case(handling)[0]


def the_same_again(matter: Matter) -> Lead:
    """Somebody reports it again, and the station takes it up into the same topic."""
    lead = a_lead(matter.topic.unit)
    perform(ACCEPT, lead, by=a_convener(matter.topic.unit), topic=matter.topic)
    db.session.commit()
    return lead
