from yiguan.organisation.kinds import Number

FIRST_MONTHS = Number(
    name="look_back_months",
    label="多久以后回头看",
    about="答复送出几个月以后，请反映、附议的人看看办成了没有。答复说“已解决”“计划解决”的才看。",
    unit="个月",
    least=1,
    most=12,
    default=3,
)
AGAIN_MONTHS = Number(
    name="look_back_again_months",
    label="再看一次隔多久",
    about="第一次回头看，有人说只好了一部分，或者没有人回话，再过几个月问第二次。",
    unit="个月",
    least=1,
    most=12,
    default=3,
)
LOOK_DAYS = Number(
    name="look_back_days",
    label="回头看的时间",
    about="开始问以后，几个工作日内可以说。到期没有说的算“没有回话”，不算办成。",
    unit="个工作日",
    least=5,
    most=30,
    default=15,
)
NOT_DONE_SHARE = Number(
    name="look_back_share",
    label="多少人说没有就退回去",
    about="说了的人里，说“没有”的占到百分之几，这件就退回承办单位接着办，一个月内再答复。",
    unit="%",
    least=1,
    most=100,
    default=50,
)
PARAMETERS = (FIRST_MONTHS, AGAIN_MONTHS, LOOK_DAYS, NOT_DONE_SHARE)
