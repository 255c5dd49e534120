from yiguan.base.act import Mark, Said

RATE = Mark("rating", "rate", "评价答复", Said("评价答复"))
