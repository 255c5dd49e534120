from yiguan.base.act import Mark

SETTLE = Mark("time_limit", "settle")
