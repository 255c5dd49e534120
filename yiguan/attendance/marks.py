from yiguan.base.act import Mark

APPROVE = Mark("burst_review", "approve", "核对成批签到：没有问题")
SETTLE = Mark("check_in", "settle", "核对一条签到")
JOIN = Mark("desk_device", "join", "签到台设备接入")
CREATE = Mark("helper_link", "create", "建帮手链接")
OPEN = Mark("helper_link", "open", "打开帮手链接")
REVOKE = Mark("helper_link", "revoke", "停用帮手链接")
WRONG_PIN = Mark("helper_link", "wrong_pin", "帮手链接口令输错")
EXPORT = Mark("meeting", "export", "导出签到表")
THANK = Mark("meeting", "thank", "会后致谢")
ENTER = Mark("paper_list", "enter", "录入纸质签到表")
