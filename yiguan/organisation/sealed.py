"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.organisation.models import Field, Plenary, Reason, Term, Unit

BY_HAND = "an operator adds and ends its rows by hand; records keep the code"
UNIT = columns("id", "code", "kind", "parent_id", "path", "name", "short_name", "station_kind", "level", "address",
               "phone", "hours", "about", "retired_on", "is_sample")  # fmt: skip
watch(Unit, {1: Shape(UNIT)})
leave(Term, BY_HAND)
leave(Plenary, BY_HAND)
leave(Field, BY_HAND)
leave(Reason, BY_HAND)
