from yiguan.minutes.models import Minutes
from yiguan.organisation.kinds import Number

FINAL = Number(
    name="minutes_days",
    label="纪要的定稿",
    about="协商会开完以后，几个工作日内要把纪要写好、核定。",
    default=5,  # domain.md §9.1, minutes.final
    unit="个工作日",
    least=1,
    most=30,
    times=Minutes,
)
PARAMETERS = (FINAL,)
