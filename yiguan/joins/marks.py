from yiguan.base.act import Mark, Said

SEARCH = Mark("join_request", "search_people", "查两条记录是不是一个人")
CREATE = Mark("join_request", "create", "申请认作一个人", Said("申请认作一个人"))
