from yiguan.base.act import Mark, Said

CREATE = Mark("registration", "create", Said("报名"))
INVITE = Mark("registration", "invite", Said("邀请"))
SET_SEATS = Mark("meeting", "set_seats")
