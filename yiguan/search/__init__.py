"""查找: words in records' texts, and records that say nearly the same. Personal data are not indexed."""
