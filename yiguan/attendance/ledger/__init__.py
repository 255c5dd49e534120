"""Writes the rows of check_in, looks up their keys and counts them; nothing else writes this table."""
