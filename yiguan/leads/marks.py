from yiguan.base.act import Mark, Said

CREATE = Mark("lead", "create", Said("居民提交"))
ENTER = Mark("lead", "enter", Said("代为登记"))
LOOK_UP = Mark("lead", "look_up")
LOOK_UP_FAILED = Mark("lead", "look_up_failed")
