from yiguan.base.act import Mark, Said

CREATE = Mark("lead", "create", "居民提交", Said("居民提交"))
ENTER = Mark("lead", "enter", "代为登记", Said("代为登记"))
SUPPORT = Mark("lead", "support", "居民说“我也一样”")
TAKE_BACK = Mark("lead", "take_back", "居民收回“我也一样”")
LOOK_UP = Mark("lead", "look_up", "凭收据查看")
LOOK_UP_FAILED = Mark("lead", "look_up_failed", "查看收据没对上")
