"""通知: one event, one notice per person, as rows in the act's own transaction; delivery is the worker's.

Channels today: the page behind a resident's code, the inbox of staff, and the station's printed list. SMS and WeChat
come later as further channels of the same outbox.
"""
