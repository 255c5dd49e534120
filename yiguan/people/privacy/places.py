"""How people write where somebody lives: down to a door, which leads to one household, or to a building alone."""

import re

_NUMERAL = "0-9零〇○一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾"
_NUMBER = f"第?[{_NUMERAL}]{{1,5}}"
_DOOR = "(?:(?<![0-9])[0-9]{3,4}(?![0-9])|[零〇○一二三四五六七八九]{3,4})"
_SIDE = "[东南西北中左右](?:户|边户|手)"
_BUILDING = f"(?:(?:{_NUMBER}|[A-Z])(?:号楼|号栋|栋|幢|座|#楼|#))"
_UNIT = f"(?:(?:{_NUMBER}|[甲乙丙丁东西中])单元)"
_FLOOR = f"(?:{_NUMBER}[楼层])"
_BEFORE_DOOR = r"[,，、\s-]?"
_MARK = "[室号户房]?室?"
# "室" alone may follow a name: 会议室, 办公室; "楼" a number of storeys
ADDRESS = re.compile(
    rf"(?:{_BUILDING}楼?{_BEFORE_DOOR})?{_UNIT}(?:{_BEFORE_DOOR}(?:第?{_DOOR}{_MARK}|{_FLOOR}(?:{_SIDE}|{_DOOR}{_MARK})|{_SIDE}))"
    rf"|{_BUILDING}楼?{_BEFORE_DOOR}(?:{_DOOR}{_MARK}|{_FLOOR}(?:{_SIDE}|{_DOOR}[室号户房])|[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-]))"
    rf"|{_BUILDING}楼?-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])"
    r"|(?<![0-9A-Za-z-])[0-9]{1,3}[-—][0-9]{1,2}[-—][0-9]{1,2}(?:0[1-9]|1[0-2])(?![0-9-])"
    rf"|{_FLOOR}(?:{_SIDE}|(?<![0-9])[0-9]{{3,4}}[室户房])"
    rf"|(?<![0-9])[0-9]{{3,4}}室"
    rf"|第?[{_NUMERAL}]{{1,3}}组第?[{_NUMERAL}]{{1,4}}号(?!楼|栋|幢|文|令|选手|桌|机)",
    re.I,
)
BUILDING = re.compile(rf"(?:{_BUILDING}楼?{_BEFORE_DOOR})?{_UNIT}", re.I)
