from yiguan.base.act import Mark

SETTLE = Mark("time_limit", "settle", "时限重新计算")
