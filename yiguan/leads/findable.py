"""What people search for in 线索."""

from yiguan.leads.models import Lead
from yiguan.search.texts import Findable

FINDABLE = Findable(Lead, (Lead.text, Lead.place, Lead.receipt))
