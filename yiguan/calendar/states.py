from yiguan.base.labels import Labelled


class Rule(Labelled):
    """How a time limit counts (民法典 第二百零一条至第二百零三条)."""

    WORKING_DAYS = "working_days", "工作日"
    MONTHS = "months", "月"
