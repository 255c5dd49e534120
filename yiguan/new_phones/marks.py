from yiguan.base.act import Mark, Said

CREATE = Mark("phone_move", "create", "申请换手机", Said("申请换手机"))
MOVE_PHONE = Mark("person", "move_phone", "换手机")
MOVE_BACK = Mark("person", "move_back", "换回原来的手机")
