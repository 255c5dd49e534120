"""附件: pictures and documents attached to a record; the slice above knows which record.

A file is known by its content, may have to pass a virus scanner, and leaves by `serving.py` alone.
"""
