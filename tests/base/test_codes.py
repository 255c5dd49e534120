import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base.codes import (
    CROCKFORD,
    DIGITS,
    READABLE,
    decode_number,
    digits,
    encode_bits,
    encode_number,
    in_fours,
    random_code,
    read_code,
)


def test_no_letter_of_a_receipt_can_be_mistaken_for_another():
    assert not set(READABLE) & set("0O1IL")
    assert len(set(READABLE)) == 31
    assert len(set(CROCKFORD)) == 32


@pytest.mark.parametrize("alphabet", [DIGITS, READABLE, CROCKFORD])
def test_random_codes_use_the_whole_alphabet_and_read_back(alphabet):
    codes = [random_code(8, alphabet) for _ in range(500)]
    assert set("".join(codes)) == set(alphabet)
    assert all(read_code(code, alphabet) == code for code in codes)
    assert len(set(codes)) == 500


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd-efgh", "ABCDEFGH"),
        (" ABCD EFGH\n", "ABCDEFGH"),
        ("ＡＢＣＤ－ＥＦＧＨ", "ABCDEFGH"),
        ("abcd—efgh", "ABCDEFGH"),
        ("ABCD\u3000EFGH", "ABCDEFGH"),
        ("ABCD0FGH", None),
        ("ABCDOFGH", None),
        ("ABCD1FGH", None),
        ("收据号", None),
        ("", None),
        (" - ", None),
    ],
)
def test_a_typed_receipt_is_read_kindly(typed, meant):
    assert read_code(typed, READABLE) == meant


def test_crockford_reads_look_alikes_as_digits():
    assert read_code("oO0-iIlL1", CROCKFORD) == "000" + "11111"
    assert read_code("U", CROCKFORD) is None


def test_digits_are_read_from_letters_that_look_like_them():
    assert read_code("oO0-iIlL1", DIGITS) == "000" + "11111"
    assert read_code("1234A678", DIGITS) is None


def test_a_long_number_is_shown_in_fours():
    assert [in_fours(code) for code in ("12345678", "1234567890", "")] == ["1234 5678", "1234 5678 90", ""]


@given(st.text(max_size=20))
def test_reading_a_code_never_fails_and_gives_only_letters_of_the_alphabet(text):
    code = read_code(text, CROCKFORD)
    assert code is None or (code and read_code(code, CROCKFORD) == code)


@given(st.integers(0, 32**5 - 1))
def test_a_number_comes_back_from_its_code(number):
    assert decode_number(encode_number(number, 5)) == number


@pytest.mark.parametrize("number", [-1, 32**5])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(ValueError, match="does not fit"):
        encode_number(number, 5)


def test_bits_are_taken_from_the_front():
    assert encode_bits(b"\xff\x00", 1) == "Z"
    assert encode_bits(b"\xff\x00", 3) == "ZW0"
    assert len(encode_bits(b"\x00" * 32, 14)) == 14
    with pytest.raises(ValueError, match="there are 8"):
        encode_bits(b"\xff", 2)


def test_digits_keep_their_leading_zeros():
    numbers = [digits(4) for _ in range(500)]
    assert all(len(number) == 4 and number.isdecimal() for number in numbers)
    assert any(number.startswith("0") for number in numbers)
