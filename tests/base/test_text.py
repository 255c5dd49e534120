import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base.text import clean, key_of, normal
from yiguan.people.privacy.masks import hall_name, mask_name, mask_phone, surname_public


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  路灯 不亮\u3000", "路灯 不亮"),
        ("路灯\x00不\x1b亮", "路灯不亮"),
        ("路灯\r\n\t不亮", "路灯 不亮"),
        ("\u202e路灯\u200b不\ufeff亮\u2066", "路灯不亮"),
        ("\u3164\u115f\uffa0\u2800", ""),
        ("cafe\u0301", "café"),
        ("路灯\ud83d不亮", "路灯不亮"),
        ("路灯\ufffe", "路灯"),
        ("𠮷田", "𠮷田"),
        ("<b>路灯</b> & '不亮'", "<b>路灯</b> & '不亮'"),
    ],
)
def test_one_line_keeps_what_is_seen_and_drops_what_is_not(typed, kept):
    assert clean(typed, lines=False) == kept


def test_paragraphs_stay_and_holes_between_them_shrink():
    assert clean("\n 一  \r\n二\u2028三\n\n\n\n\n\n四\n", lines=True) == "一\n二\n三\n\n\n四"


@given(st.text(), st.booleans())
def test_cleaning_twice_changes_nothing_and_always_can_be_stored(text, lines):
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once
    assert "\x00" not in once.encode().decode()


def test_no_control_or_format_character_slips_through():
    """The marks of Arabic numbers, Kaithi and hieroglyphs are Cf too, but they are seen."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    left = {c for c in clean(everything, lines=True) if unicodedata.category(c) in ("Cc", "Cf", "Cs")}
    seen = {chr(c) for c in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
    assert {c for c in left if not 0x13430 <= ord(c) <= 0x1343F} == seen | {"\n"}


def test_keys_ignore_width_case_and_spaces():
    assert key_of("ＡＢ c 李 秀英") == key_of("abC李秀英") == "abc李秀英"
    assert key_of("李\u200b秀英") == "李秀英"
    assert key_of("李秀英") != key_of("李秀莲")


@given(st.text(st.characters(codec="gb18030"), max_size=30))
def test_a_key_is_its_own_key(text):
    assert key_of(key_of(text)) == key_of(text)


@pytest.mark.parametrize(
    ("name", "masked", "public", "hall"),
    [
        ("李秀英", "李**", "李某", "李秀*"),
        ("张伟", "张*", "张某", "张*"),
        ("欧阳建华", "欧阳**", "欧阳某", "欧阳*华"),
        ("诸葛亮", "诸葛*", "诸葛某", "诸葛*"),
        ("司马", "司*", "司某", "司*"),
        ("阿依古丽·买买提", "阿**", "阿某", "阿依*丽"),
        ("王", "王*", "王某", "王*"),
        ("", "", "", ""),
    ],
)
def test_a_name_is_shown_as_far_as_each_reader_needs(name, masked, public, hall):
    assert (mask_name(name), surname_public(name), hall_name(name)) == (masked, public, hall)


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=8))
def test_no_mask_ever_shows_a_whole_name(name):
    assert name not in (mask_name(name), surname_public(name), hall_name(name))


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("138 1234-1234", "138****1234"),
        ("0562-2831234", "056****1234"),
        ("2831234", "****34"),
        ("12345", "****"),
        ("", "****"),
    ],
)
def test_a_phone_shows_its_ends_only(phone, masked):
    assert mask_phone(phone) == masked


def test_a_letter_keeps_thirty_marks_and_its_normal_form():
    assert normal("NFC", "e\u0301") == "\u00e9"
    assert normal("NFC", "x" + "\u0301" * 500) == "x" + "\u0301" * 30
    assert normal("NFKC", "\uff76\uff9e") == "\u30ac"


def test_only_one_place_asks_the_library_for_a_normal_form():
    """Elsewhere it would take quadratic time on piles of marks."""
    root = Path(__file__).parents[2] / "yiguan"
    askers = [path.name for path in root.rglob("*.py") if "unicodedata.normalize" in path.read_text("utf-8")]
    assert askers == ["text.py"]
