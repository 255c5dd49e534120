from yiguan.base.act import Mark

ADD_UNIT = Mark("unit", "add_unit", "加单位")
CORRECT_UNIT = Mark("unit", "correct_unit", "改单位资料")
CONFIRM_UNIT = Mark("unit", "confirm_unit", "核对单位")
RETIRE_UNIT = Mark("unit", "retire_unit", "撤销单位")
REOPEN_UNIT = Mark("unit", "reopen_unit", "恢复单位")
