from yiguan.base.act import Mark, Said

ADD_PAPER = Mark("meeting", "add_paper", "放会议材料", Said("放了会议材料"))
WITHDRAW_PAPER = Mark("meeting", "withdraw_paper", "撤下会议材料", Said("撤下了会议材料"))
CREATE = Mark("meeting", "create", "拟开会议", Said("拟开"))
LEAVE_HOSTS = Mark("meeting", "leave_hosts", "退出联合主办", Said("一个单位退出了联合主办"))
