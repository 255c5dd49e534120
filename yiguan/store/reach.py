"""The actor's reach as SQL: which rows lie at or below a unit where the actor holds a role."""

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from yiguan.base.actor import Actor
from yiguan.base.labels import Labelled


def reaches(actor: Actor, path: InstrumentedAttribute[str], *roles: Labelled | str) -> ColumnElement[bool]:
    """This path lies at or below a unit where one of the roles (any, when none is named) is held."""
    held = sorted(actor.places(*roles))
    return or_(*(path.startswith(place, autoescape=True) for place in held)) if held else false()
