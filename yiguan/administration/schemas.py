from yiguan.base.fields import Choice, Day, In, Text
from yiguan.documents.states import Spreadsheet


class TrailIn(In):
    """What the trail is searched by; empty fields search for nothing."""

    who = Text(40, least=0)
    subject = Text(40, least=0)
    act = Text(40, least=0)
    since = Day(load_default=None)
    until = Day(load_default=None)


class ExportIn(TrailIn):
    kind = Choice(Spreadsheet)
