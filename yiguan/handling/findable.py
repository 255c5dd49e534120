"""What people search for in 交办与答复."""

from yiguan.handling.models import Handling, HandlingItem
from yiguan.search.texts import Findable, Part

FINDABLE = Findable(
    Handling, (Handling.title, Handling.source, Handling.paper), (Part(HandlingItem.handling_id, (HandlingItem.text,)),)
)
