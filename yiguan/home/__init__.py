"""首页: the landing pages of each surface and their counters; a unit's own page with its poster."""
