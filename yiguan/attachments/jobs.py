"""The worker's job that lets the scanner look at new files."""

from yiguan.attachments import scanning
from yiguan.store.schedule import Job, every

JOBS = (Job("scan-files", scanning.scan_waiting, every(seconds=5)),)
