from yiguan.base.fields import In, Text


class PackIn(In):
    """Which pack, by its public code."""

    pack = Text(8)


class DownloadIn(PackIn):
    key = Text(60)


class SendIn(In):
    """Where home is; empty for where the pack came from."""

    to = Text(200, least=0)
