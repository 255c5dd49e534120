"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.organisation.models import Field, ParameterValue, Plenary, Reason, Term, Unit

BY_HAND = "an operator adds and ends its rows by hand; records keep the code"
UNIT = columns("id", "code", "kind", "parent_id", "path", "name", "short_name", "station_kind", "level", "address",
               "phone", "hours", "about", "retired_on", "is_sample")  # fmt: skip
watch(Term, {1: Shape(columns("id", "number", "name", "starts_on", "ends_on", "closed_at"))})
watch(Unit, {1: Shape(UNIT)}, apart={"version": "counts edits"})
watch(Reason, {1: Shape(columns("id", "kind", "code", "label", "hint", "valid_from", "valid_to"))})
watch(Field, {1: Shape(columns("id", "code", "label", "words", "position", "valid_from", "valid_to"))})
leave(Plenary, BY_HAND)
watch(ParameterValue, {1: Shape(columns("id", "name", "value", "valid_from"))})
