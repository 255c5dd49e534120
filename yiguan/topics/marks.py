from yiguan.base.act import Mark, Said

CREATE = Mark("topic", "create", "提出", Said("提出"))
JOIN = Mark("topic", "join", "线索加入", Said("线索加入"))
LEAVE = Mark("topic", "leave", "线索分出", Said("线索分出"))
ABSORB = Mark("topic", "absorb", "别的议题并入", Said("别的议题并入"))
