"""Who may do what with a topic: the station and its members propose, the district screens, 小微 may stay at home."""

from yiguan.base.actor import Actor
from yiguan.organisation.models import Unit
from yiguan.people.states import ADMINS, CONVENING, DISTRICT_STAFF, Role
from yiguan.topics.models import Topic
from yiguan.topics.states import DRAFTS, TopicLevel

MEMBERS = (Role.MEMBER, Role.STANDING_MEMBER)
KEEPERS = (*CONVENING, *DISTRICT_STAFF)
SUBMITTERS = (Role.CONVENER, *DISTRICT_STAFF)
SCREENERS = (*DISTRICT_STAFF, Role.CHAIR)
WORKING = (*KEEPERS, Role.CHAIR)
READERS = tuple(role for role in Role if role not in ADMINS)


def can_propose(actor: Actor, unit: Unit) -> bool:
    """Four doors: the district, members, the station itself, and residents through its leads."""
    return actor.has(*KEEPERS, *MEMBERS, path=unit.path)


def can_propose_somewhere(actor: Actor) -> bool:
    """Before a form that names the unit is read."""
    return actor.has(*KEEPERS, *MEMBERS)


def can_keep(actor: Actor, topic: Topic) -> bool:
    """Editing, and taking leads in or out."""
    return actor.has(*KEEPERS, path=topic.unit.path)


def can_submit(actor: Actor, topic: Topic) -> bool:
    """station_staff does all a convener does but submit (product.md §5.3)."""
    return actor.has(*SUBMITTERS, path=topic.unit.path)


def can_screen(actor: Actor, topic: Topic) -> bool:
    return actor.has(*SCREENERS, path=topic.unit.path)


def can_approve(actor: Actor, topic: Topic, *, station_may: bool, others: bool) -> bool:
    """The district; for a 小微 topic its own convener too, but not who submitted it where there are `others`."""
    at_home = station_may and topic.level is TopicLevel.STATION
    own = at_home and actor.has(Role.CONVENER, path=topic.unit.path)
    return can_screen(actor, topic) or (own and not (others and topic.submitted_by == actor.id))


def can_merge(actor: Actor, topic: Topic) -> bool:
    """The district any; a station its own drafts."""
    return can_screen(actor, topic) or (topic.state in DRAFTS and can_keep(actor, topic))


def can_receive(actor: Actor, topic: Topic) -> bool:
    """Whether another topic may be merged into this one."""
    return can_screen(actor, topic) or can_keep(actor, topic)


def missing_in(topic: Topic) -> list[tuple[str, str, str]]:
    """What must stand in a topic before it is screened: (field, words, value)."""
    return [("affected", "影响到谁", topic.affected), ("place", "在哪儿", topic.place)]
