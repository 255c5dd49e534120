from yiguan.organisation.kinds import Number, YesNo
from yiguan.topics.models import Topic

SCREENING = Number(
    name="screening_days",
    label="议题的审题",
    about="站里报审以后，区政协几个工作日内要定下来。",
    default=5,
    unit="个工作日",
    least=1,
    most=60,
    times=Topic,
)
STATION_APPROVES = YesNo(
    name="station_approves",
    label="小微议题谁来定",
    about="只在本站范围、当场能办的小事。由站里自己定的，报审的人不能自己批。",
    setting="station_approves",
    yes="站里可以自己定",
    no="都由区政协定",
)
PARAMETERS = (SCREENING, STATION_APPROVES)
