"""通知: one notice per event and person, stored in the act's own transaction; the worker delivers them.

The channels are the page behind a resident's code, the inbox of staff, and the station's printed list. SMS and WeChat
come later as further channels of the same outbox.
"""
