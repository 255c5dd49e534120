from yiguan.base.act import Mark, Said

OPEN_LINK = Mark("case_link", "open", "凭链接来办")
ENTER = Mark("handling", "enter", "等待交办", Said("等待交办"))
