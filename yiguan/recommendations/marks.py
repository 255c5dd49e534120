from yiguan.base.act import Mark, Said

CREATE = Mark("recommendation", "create", Said("起草"))
SUPERSEDE = Mark("recommendation", "supersede", Said("被替代"))
