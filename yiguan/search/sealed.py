"""None of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.watch import leave
from yiguan.search.models import Gram, Searchable

MADE = "made from the records themselves, and made anew from them by a job"
leave(Searchable, MADE)
leave(Gram, MADE)
