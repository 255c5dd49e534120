"""The worker's job that indexes what is older than the index."""

from yiguan.search import indexing
from yiguan.store.schedule import Job, every

JOBS = (Job("index_missing", indexing.index_missing, every(minutes=10)),)
