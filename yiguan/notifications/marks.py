from yiguan.base.act import Mark

TOLD_BEFORE = Mark("notice", "tell_in_person", "已告知")
"""As entries call it that are older than `Delivery`."""
READ_INBOX = Mark("notice", "read_inbox", "通知标为已读")
