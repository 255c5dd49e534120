"""What a field makes of typed text that no calendar and no clock has."""

import pytest
from marshmallow import ValidationError

from yiguan.base.fields import In, Moment


class WhenIn(In):
    at = Moment()


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59", "9999-12-31T23:59:59-08:00"]
)
def test_the_first_and_the_last_moment_of_the_calendar_are_refused_in_every_zone(typed):
    with pytest.raises(ValidationError, match="这个年份不对"):
        WhenIn().load({"at": typed})
