from yiguan.base.act import Mark, Said

CREATE = Mark("meeting", "create", "拟开会议", Said("拟开"))
