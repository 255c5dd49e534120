from yiguan.organisation.kinds import Number

MOST_PAPER_MB = 25
"""What the server takes as one file (deploy/nginx.conf)."""
CHECKIN_OPENS = Number(
    name="checkin_opens_min",
    label="签到提前多久打开",
    about="会议开始前这么久，自动打开签到。",
    setting="checkin_opens_min",
    unit="分钟",
    least=0,
    most=240,
)
CHECKIN_CLOSES = Number(
    name="checkin_closes_min",
    label="散会后签到再留多久",
    about="原定结束以后再过这么久，不再收签到。",
    setting="checkin_closes_min",
    unit="分钟",
    least=0,
    most=240,
)
PAPER_MB = Number(
    name="paper_mb",
    label="一份会议材料最大多少",
    about="给会议放材料时，一个文件不能超过这么大。",
    default=20,
    unit="MB",
    least=1,
    most=MOST_PAPER_MB,
)
PARAMETERS = (CHECKIN_OPENS, CHECKIN_CLOSES, PAPER_MB)
