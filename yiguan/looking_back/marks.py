from yiguan.base.act import Mark, Said

SAY = Mark("look", "say", "回头看说了一句", Said("回头看说了一句"))
SHOW = Mark("evidence", "show", "放上办成的样子", Said("放上办成的样子"))
