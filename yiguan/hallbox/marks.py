from yiguan.base.act import Mark, Said

CREATE = Mark("box_pack", "create", "做会场包")
EXPORT = Mark("box_pack", "export", "下载会场包")
REVOKE = Mark("box_pack", "revoke", "收回会场包")
CHANGE_CODES = Mark("meeting", "change_codes", "换会议的码", Said("换了这场会的码：收回的会场包里有原来的钥匙"))
LOAD = Mark("hall_box", "load", "会场盒子装包")
SEND_HOME = Mark("hall_box", "send_home", "会场盒子送回签到")
