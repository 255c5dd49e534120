from yiguan.base.act import Mark

SCAN_REFUSED = Mark("attachment", "scan_refused", "查出有害内容")
