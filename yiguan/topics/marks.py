from yiguan.base.act import Mark, Said

CREATE = Mark("topic", "create", Said("提出"))
JOIN = Mark("topic", "join", Said("线索加入"))
LEAVE = Mark("topic", "leave", Said("线索分出"))
ABSORB = Mark("topic", "absorb", Said("别的议题并入"))
