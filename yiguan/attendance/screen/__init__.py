"""会场大屏: what everybody in the room sees."""
