import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base.crypto import TamperedError, blind_index, decrypt, digest, encrypt, mac, same

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXT, TEXT)
def test_what_was_hidden_comes_back_in_its_own_place_only(text, context):
    blob = encrypt(KEY, text, context)
    assert decrypt(KEY, blob, context) == text
    with pytest.raises(TamperedError):
        decrypt(KEY, blob, context + "x")


def test_the_same_name_never_looks_the_same_twice():
    blobs = {encrypt(KEY, "李秀英", "person 1") for _ in range(50)}
    assert len(blobs) == 50
    assert {len(blob) for blob in blobs} == {1 + 12 + 9 + 16}


def test_every_single_changed_byte_is_noticed():
    blob = encrypt(KEY, "13812341234", "person 1 phone")
    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        with pytest.raises(TamperedError):
            decrypt(KEY, changed, "person 1 phone")


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_a_cut_value_is_refused_like_a_forged_one(length):
    with pytest.raises(TamperedError):
        decrypt(KEY, encrypt(KEY, "李秀英", "person 1")[:length], "person 1")


def test_another_key_does_not_open_it_and_the_sentence_says_what_to_do():
    with pytest.raises(TamperedError, match="请系统管理员核对密钥"):
        decrypt(OTHER_KEY, encrypt(KEY, "李秀英", "person 1"), "person 1")


@pytest.mark.parametrize("act", [lambda key: encrypt(key, "a", "b"), lambda key: mac(key, "a")])
def test_a_key_of_the_wrong_length_is_refused(act):
    with pytest.raises(ValueError, match="32 bytes"):
        act(b"short")


def test_an_index_finds_what_people_take_for_equal_and_nothing_else():
    assert blind_index(KEY, "１３８ 1234 1234") == blind_index(KEY, "13812341234")
    assert blind_index(KEY, "Li Xiu") == blind_index(KEY, "lixiu")
    assert blind_index(KEY, "李秀英") != blind_index(KEY, "李秀莲")
    assert blind_index(KEY, "李秀英") != blind_index(OTHER_KEY, "李秀英")


def test_parts_of_a_mac_do_not_run_together():
    macs = [mac(KEY, *parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",), (b"abc",), ("1",), (1,), (-1,), ())]
    assert len(set(macs)) == len(macs)
    assert {len(value) for value in macs} == {32}
    assert mac(KEY, "ab", 1) == mac(KEY, "ab", 1)


def test_the_digest_is_sm3_as_the_standard_prints_it():
    """GB/T 32905-2016, appendix A.1."""
    assert digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_comparing_takes_text_and_bytes():
    assert same("李秀英", "李秀英")
    assert same(b"a", "a")
    assert not same("a", "b")
