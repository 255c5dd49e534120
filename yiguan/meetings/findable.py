"""What people search for in 协商会."""

from yiguan.meetings.models import AgendaItem, Meeting
from yiguan.search.texts import Findable, Part

FINDABLE = Findable(Meeting, (Meeting.title, Meeting.place), (Part(AgendaItem.meeting_id, (AgendaItem.title,)),))
