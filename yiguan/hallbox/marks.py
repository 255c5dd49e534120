from yiguan.base.act import Mark

CREATE = Mark("box_pack", "create")
EXPORT = Mark("box_pack", "export")
REVOKE = Mark("box_pack", "revoke")
LOAD = Mark("hall_box", "load")
SEND_HOME = Mark("hall_box", "send_home")
