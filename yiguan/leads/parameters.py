from yiguan.leads.models import Lead
from yiguan.organisation.kinds import Number

FIRST_LOOK = Number(
    name="first_look_days",
    label="线索的第一次回应",
    about="居民反映以后，协商站几个工作日内要先看一遍、给个回话。",
    unit="个工作日",
    least=1,
    most=30,
    setting="first_look_days",
    times=Lead,
)
PARAMETERS = (FIRST_LOOK,)
