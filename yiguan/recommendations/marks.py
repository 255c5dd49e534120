from yiguan.base.act import Mark, Said

CREATE = Mark("recommendation", "create", "起草", Said("起草"))
SUPERSEDE = Mark("recommendation", "supersede", "被替代", Said("被替代"))
