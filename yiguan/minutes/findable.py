"""What people search for in 纪要."""

from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.search.texts import Findable, Part

ITEMS = Part(ConsensusItem.minutes_id, (ConsensusItem.text, ConsensusItem.dissent))
FINDABLE = Findable(Minutes, (Minutes.summary,), (ITEMS,))
