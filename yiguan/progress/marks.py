from yiguan.base.act import Mark

ERASE = Mark("person", "erase", "删除个人信息")
