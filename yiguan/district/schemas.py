from yiguan.base.fields import Flag, In, Text


class DaysIn(In):
    """Days of one year, a line each; stored only once their preview is confirmed."""

    lines = Text(20_000, lines=True, error_messages={"required": "请写要改的日子，一行一天，或者选一个文件。"})
    confirmed = Flag()


class ShownIn(In):
    """Lines that a link of the page puts into the form."""

    lines = Text(200, least=0, lines=True)
