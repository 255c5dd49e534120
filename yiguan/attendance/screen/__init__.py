"""会场大屏: the screen that everybody in the hall sees."""
