from yiguan.base.act import Mark

READ_INBOX = Mark("notice", "read_inbox")
