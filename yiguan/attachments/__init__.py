"""附件: pictures and documents attached to a record; the slice above knows which record."""
