from yiguan.base.act import Mark, Said

CREATE = Mark("minutes", "create", "起草", Said("起草"))
