"""附件: pictures and papers fixed to a record; which record, the slice above knows."""
