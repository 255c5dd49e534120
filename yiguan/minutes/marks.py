from yiguan.base.act import Mark, Said

CREATE = Mark("minutes", "create", Said("起草"))
