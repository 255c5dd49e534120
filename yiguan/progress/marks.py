from yiguan.base.act import Mark

ERASE = Mark("person", "erase")
