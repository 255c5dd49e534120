from yiguan.organisation.kinds import Number

RATING_DAYS = Number(
    name="rating_days",
    label="评价的时间",
    about="答复送出以后，反映、附议、到会的人几个工作日内可以评。到期没有评的算“没有反馈”，不算满意。",
    unit="个工作日",
    least=5,
    most=30,
    default=15,
)
REDO_SHARE = Number(
    name="redo_share",
    label="多少人不满意就再办一次",
    about="评了的人里，对结果不满意的占到百分之几，这件就退回承办单位再办一次，一个月内再答复。一件只再办一次。",
    unit="%",
    least=1,
    most=100,
    default=30,
)
PARAMETERS = (RATING_DAYS, REDO_SHARE)
