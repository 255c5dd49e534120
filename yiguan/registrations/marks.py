from yiguan.base.act import Mark, Said

CREATE = Mark("registration", "create", "报名", Said("报名"))
INVITE = Mark("registration", "invite", "邀请", Said("邀请"))
SET_SEATS = Mark("meeting", "set_seats", "改座位数")
