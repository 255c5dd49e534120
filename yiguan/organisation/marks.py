from yiguan.base.act import Mark

ADD_UNIT = Mark("unit", "add_unit", "加单位")
