"""What is particular to publishing, renewing, withdrawing. Nothing that points to a person goes out unread."""

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.people.privacy.patterns import SOFT, find_personal
from yiguan.publishing.models import Publication
from yiguan.publishing.reading import texts_of
from yiguan.topics.models import Topic


def show(actor: Actor, publication: Publication, *, note: str = "") -> None:
    """Shows what is final of the topic to everybody, or what came since.

    Raises Invalid while something points to a person and no `note` says why it may stay (domain.md §9.2.6).
    """
    problems = [problem for problem in texts_of(publication.topic).problems() if not problem.soft]
    if problems and not note:
        sentence = f"有 {len(problems)} 处像是个人信息，没有公开。请先改掉；确认可以公开的，写明理由再点一次。"
        raise Invalid(fields={"waiver": [sentence]})
    publication.first_at = publication.first_at or clock.now()
    publication.reviewed_at, publication.withdrawn_at, publication.why = clock.now(), None, ""


def withdraw(actor: Actor, publication: Publication, *, note: str) -> None:
    """The address goes on answering, with the day and the reason in place of the texts.

    Raises Invalid when the reason itself points to a person.
    """
    if any(finding.kind not in SOFT for finding in find_personal(note)):
        raise Invalid(fields={"why": ["这句话大家都看得到，里面像是有个人信息，请换个说法。还没有撤下。"]})
    publication.withdrawn_at, publication.why = clock.now(), note


def open_topic(actor: Actor, topic: Topic) -> None:
    topic.public_since = clock.now()


def shut_topic(actor: Actor, topic: Topic) -> None:
    topic.public_since = None
