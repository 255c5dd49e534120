"""纪要: what a meeting agreed on, item by item; confirmed text is locked, later changes are dated corrections."""
