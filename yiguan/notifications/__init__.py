"""通知: one notice per event and person, stored in the act's own transaction; the worker delivers them.

The channels are the page behind a resident's code or the inbox of staff, the station's printed list, and SMS where the
installation sends some.
"""
