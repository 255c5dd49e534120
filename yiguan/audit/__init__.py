"""审计: who did what to what, in the act's own transaction, append-only, sealed by the worker.

It holds plain numbers and no foreign keys, so that it lies below everything; personal values never enter it.
"""
