from yiguan.base.act import Mark

ANCHOR = Mark("seal", "anchor")
"""A new file of heads begins; a second one of these asks for an explanation."""
RESTORE = Mark("seal", "restore")
