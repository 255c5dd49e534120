"""How people write where somebody lives: down to a door, which leads to one household, or to a building alone."""

import re

from yiguan.people.privacy.kinds import Pattern

_NUMERAL = "0-9零〇○一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾"
_NUMBER = f"第?[{_NUMERAL}]{{1,5}}"
_DOOR = "(?:(?<![0-9])[0-9]{3,4}(?![0-9])|[零〇○一二三四五六七八九]{3,4})"
_SIDE = "(?:[东南西北中左右]边?(?:那?户|那?家|手)|[东西中](?![侧面边头北南部区门窗墙]))"
_PART = "(?:[A-Z0-9一二三四五六七八九东南西北]区)?"
_BUILDING = f"(?:{_PART}(?:[A-Z]?-?{_NUMBER}|[A-Z])(?:号楼|号栋|栋|幢|座|#楼|#))"
_UNIT = f"(?:(?:{_NUMBER}|[甲乙丙丁戊东西中])单元)"
_FLOOR = f"(?:(?:{_NUMBER}|[顶底])[楼层])"
_BEFORE_DOOR = r"[,，、\s-]?"
_MARK = "(?:室|号房?|户|房)?(?:[、和及][0-9]{3,4}(?![0-9])[室户]?){0,5}"
_LOW_DOOR = "[0-9]{1,2}(?:0[1-9]|1[0-2])"
# "室" alone may follow a name: 会议室, 办公室; "楼" a number of storeys
_HOMES = (
    rf"(?:{_BUILDING}楼?{_BEFORE_DOOR})?{_UNIT}{_BEFORE_DOOR}(?:第?{_DOOR}{_MARK}|{_FLOOR}(?:{_SIDE}|{_DOOR}{_MARK})|{_SIDE})",
    rf"{_BUILDING}{_NUMBER}门{_DOOR}{_MARK}",
    rf"{_BUILDING}楼?{_BEFORE_DOOR}(?:{_DOOR}{_MARK}|{_FLOOR}(?:{_SIDE}|{_DOOR}[室号户房])|[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-]))",
    rf"{_BUILDING}楼?-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])",
    rf"(?<![0-9A-Za-z-])[0-9]{{1,3}}[-—][0-9]{{1,2}}[-—]{_LOW_DOOR}室?(?![0-9-])",
    rf"(?<![0-9A-Za-z/])[0-9]{{1,3}}/[0-9]{{1,2}}/(?!19|20){_LOW_DOOR}室?(?![0-9/])",
    rf"{_NUMBER}[楼层](?:[东南西北中左右](?:边?户|边那户|手)|(?<![0-9])[0-9]{{3,4}}[室户房])",
    r"(?<![0-9])[0-9]{3,4}(?:室|房(?![间屋型源价产东地]))",
    r"(?<=[村苑园城里坊庭府湾])[0-9]{1,3}-(?!19|20)[0-9]{3,4}(?![0-9年号地-])",
    rf"(?<=[巷弄路街])[0-9]{{1,4}}号{_BEFORE_DOOR}{_DOOR}{_MARK}(?![0-9米])",
)
_NO_HOUSE = "(?![楼栋幢座文令桌机窗位车会线井泵灯杆图柜牌]|门岗|选手|评委|作品|提案|议题|建议|专家|通知|标段|地块)"
_HOUSES = (
    rf"第?[{_NUMERAL}]{{1,3}}组第?[{_NUMERAL}]{{1,4}}号{_NO_HOUSE}",
    # 李家组8号; a 小组, 班组, 调研组 has no houses
    rf"[一-龥]{{1,3}}(?<![小班机研查作访评专课题导督巡术务传勤目备动助愿委])(?<!专家)组[{_NUMERAL}]{{1,4}}号{_NO_HOUSE}",
    # 5排12号 among old houses; in a hall it is a seat
    rf"(?<![座票场厅院台{_NUMERAL}])[{_NUMERAL}]{{1,3}}排[{_NUMERAL}]{{1,4}}号{_NO_HOUSE}",
)
_CALLED = r"(?:房号|门牌号?|家住|我住|住在)[是为:： ]{0,3}(?P<it>[0-9]{1,3}[-—/][0-9]{3,4})(?![0-9-])"
_OFFICE = re.compile(f"政府|中心|大楼|医院|学校|小学|中学|委会|社区(?={_FLOOR})")


def _is_home(found: re.Match[str]) -> bool:
    """A room straight after the name of a public house is an office: 市民中心B座501室."""
    return not _OFFICE.match(found.string, max(0, found.start() - len("中心")))


PATTERNS = (
    Pattern("address", re.compile("|".join((*_HOMES, *_HOUSES)), re.I), _is_home),
    Pattern("address", re.compile(_CALLED)),
    Pattern("building", re.compile(rf"(?:{_BUILDING}楼?{_BEFORE_DOOR})?{_UNIT}", re.I)),
)
