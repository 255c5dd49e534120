from yiguan.base.act import Mark, Said

ENTER = Mark("handling", "enter", "等待交办", Said("等待交办"))
