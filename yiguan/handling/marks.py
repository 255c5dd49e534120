from yiguan.base.act import Mark, Said

OPEN_LINK = Mark("case_link", "open", "凭链接来办")
ADD_FILE = Mark("handling", "add_file", "放了材料", Said("放了材料"))
DROP_FILE = Mark("handling", "drop_file", "撤下材料", Said("撤下了材料"))
ENTER = Mark("handling", "enter", "等待交办", Said("等待交办"))
