from yiguan.base.act import Mark

SET = Mark("parameter_value", "set_parameter", "改设置")
TAKE_BACK = Mark("parameter_value", "take_back_parameter", "收回没开始的改动")
