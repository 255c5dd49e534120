from yiguan.base.act import Mark

ERASE = Mark("person", "erase", "删除个人信息")
CORRECT_OWN = Mark("person", "correct_own", "本人改姓名或手机号")
WISH = Mark("erasure_wish", "wish_erasure", "本人要求删除个人信息")
TAKE_BACK = Mark("erasure_wish", "take_wish_back", "本人收回删除的要求")
