"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.district.models import ParameterValue

watch(ParameterValue, {1: Shape(columns("id", "name", "value", "valid_from"))})
