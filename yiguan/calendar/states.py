from yiguan.base.labels import Labelled


class Rule(Labelled):
    """What a time limit counts in; a given day counts the calendar days up to it."""

    WORKING_DAYS = "working_days", "工作日"
    CALENDAR_DAYS = "calendar_days", "天"
    MONTHS = "months", "月"
    GIVEN_DAY = "given_day", "定好的日子"
