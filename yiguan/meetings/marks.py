from yiguan.base.act import Mark, Said

CREATE = Mark("meeting", "create", Said("拟开"))
