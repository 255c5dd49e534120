from yiguan.base.act import Mark

SETTLE = Mark("time_limit", "settle", "时限重新计算")
ENTER_DAY = Mark("calendar_day", "enter_day", "录入日历")
DROP_DAY = Mark("calendar_day", "drop_day", "去掉录入的日子")
