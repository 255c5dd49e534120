from yiguan.base.act import Mark

MUTE = Mark("notice", "mute", "选要不要短信和电话")
TOLD_BEFORE = Mark("notice", "tell_in_person", "已告知")
"""As entries call it that are older than `Delivery`."""
READ_INBOX = Mark("notice", "read_inbox", "通知标为已读")
