from yiguan.base.act import Mark

ADD_UNIT = Mark("unit", "add_unit", "加单位")
CORRECT_UNIT = Mark("unit", "correct_unit", "改单位资料")
CONFIRM_UNIT = Mark("unit", "confirm_unit", "核对单位")
RETIRE_UNIT = Mark("unit", "retire_unit", "撤销单位")
REOPEN_UNIT = Mark("unit", "reopen_unit", "恢复单位")

CLOSE_TERM = Mark("term", "close_term", "换届")
BEGIN_TERM = Mark("term", "begin_term", "新一届开始")

ADD_REASON = Mark("reason", "add_reason", "加理由")
REWORD_REASON = Mark("reason", "reword_reason", "改理由的说法")
END_REASON = Mark("reason", "end_reason", "停用理由")
TAKE_BACK_REASON = Mark("reason", "take_back_reason", "收回没开始的改动")
ADD_FIELD = Mark("field", "add_field", "加民生领域")
REWORD_FIELD = Mark("field", "reword_field", "改民生领域的说法")
END_FIELD = Mark("field", "end_field", "停用民生领域")
TAKE_BACK_FIELD = Mark("field", "take_back_field", "收回没开始的改动")
MOVE_FIELD = Mark("field", "move_field", "改民生领域的先后")
