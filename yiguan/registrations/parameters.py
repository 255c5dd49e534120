from yiguan.organisation.kinds import Numbers

REMIND = Numbers(
    name="remind_hours",
    label="开会前的提醒",
    about="会议开始前这么多小时，提醒名单上的人。",
    setting="remind_hours",
    unit="小时",
    most=168,
    count=4,
)
PARAMETERS = (REMIND,)
