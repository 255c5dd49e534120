"""审计: who did what to what, written in the act's own transaction, append-only, sealed by the worker.

It stores ids without foreign keys, so that it depends on no other slice, and never personal values.
"""
