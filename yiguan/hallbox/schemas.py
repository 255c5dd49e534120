from yiguan.base.fields import In, Text


class PackIn(In):
    """A pack, by its public code."""

    pack = Text(8)


class DownloadIn(PackIn):
    key = Text(60)


class SendIn(In):
    """The address of home; empty for the one in the pack."""

    to = Text(200, least=0)
