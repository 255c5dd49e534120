from yiguan.base.act import Mark

ANCHOR = Mark("seal", "anchor", "另起一份封存记录")
"""A new file of heads begins; a second one of these asks for an explanation."""
RESTORE = Mark("seal", "restore", "从备份恢复")
