import pytest

from yiguan.base.numerals import numeral


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "〇"), (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (99, "九十九")],
)
def test_headings_and_terms_count_in_chinese(number, word):
    assert numeral(number) == word


@pytest.mark.parametrize("number", [-1, 100])
def test_what_is_written_in_digits_is_refused(number):
    with pytest.raises(ValueError, match="in digits"):
        numeral(number)
