from yiguan.organisation.kinds import Number, OneOf

THANK_HOURS = Number(
    name="thank_hours",
    label="散会后的感谢",
    about="散会以后过这么久，谢谢来了的人，告诉没来的人到哪里看结果。",
    setting="thank_hours",
    unit="小时",
    least=0,
    most=160,
    zero="不发",
)
HALL_NAMES = OneOf(
    name="hall_names",
    label="大屏上的姓名",
    about="会场大屏上，刚签到的人怎么显示。",
    setting="hall_names",
    options={"masked": "李**", "given": "李秀*", "none": "不显示姓名"},
)
PAPERS_KEPT = Number(
    name="papers_kept_months",
    label="签到表的照片留多久",
    about="纸质签到表的照片留这么久，再删掉；录下的人数留着。隐私说明里答应过最多两年，所以只能缩短。",
    default=24,  # domain.md §9.1, security.anonymise_after_y
    unit="个月",
    least=6,
    most=24,
)
PARAMETERS = (THANK_HOURS, HALL_NAMES, PAPERS_KEPT)
