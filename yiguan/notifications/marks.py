from yiguan.base.act import Mark

READ_INBOX = Mark("notice", "read_inbox", "通知标为已读")
