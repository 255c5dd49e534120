from yiguan.base.act import Mark

APPROVE = Mark("burst_review", "approve")
SETTLE = Mark("check_in", "settle")
JOIN = Mark("desk_device", "join")
CREATE = Mark("helper_link", "create")
OPEN = Mark("helper_link", "open")
REVOKE = Mark("helper_link", "revoke")
WRONG_PIN = Mark("helper_link", "wrong_pin")
EXPORT = Mark("meeting", "export")
THANK = Mark("meeting", "thank")
ENTER = Mark("paper_list", "enter")
