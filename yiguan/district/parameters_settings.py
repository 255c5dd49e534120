"""期限和数字: what the office sets from a day on, each with what it moves."""

from yiguan.district.parameter_pages import Kept, parameter_pages
from yiguan.organisation.kinds import Keeper
from yiguan.web.surfaces import Pages

pages = Pages("district_parameters", "settings", url_prefix="/desk/settings/parameters")
LINE = "点开一项，改了从哪天起算。正在走的时限照原来答应的，除非您说一起改。"
parameter_pages(pages, Keeper.OFFICE, Kept("期限和数字", LINE))
