from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.attendance import codes
from yiguan.base import clock
from yiguan.base.codes import CROCKFORD

KEY = b"k" * 32
meetings = st.text(CROCKFORD, min_size=5, max_size=5)
windows = st.integers(0, 32**5 - 1)
epochs = st.integers(1, 99)


@pytest.mark.row("PS-04")
@given(meetings, epochs, windows)
def test_a_code_is_read_back_as_it_was_made(meeting, epoch, window):
    code = codes.parse(codes.Mint(KEY, meeting, epoch).screen(window))
    assert code
    assert (code.purpose, code.meeting, code.window) == ("S", meeting, window)
    assert codes.Mint(KEY, meeting, epoch).vouches(code)


@given(meetings, epochs, windows, st.integers(0, 25), st.sampled_from(CROCKFORD))
def test_one_changed_character_makes_it_worthless(meeting, epoch, window, place, letter):
    text = codes.Mint(KEY, meeting, epoch).screen(window)
    changed = codes.parse(text[:place] + letter + text[place + 1 :])
    assert text[place] == letter or changed is None or not codes.Mint(KEY, meeting, epoch).vouches(changed)


@given(meetings, epochs, windows)
def test_small_letters_and_look_alikes_are_forgiven(meeting, epoch, window):
    text = codes.Mint(KEY, meeting, epoch).screen(window)
    typed = text.lower().replace("0", "o").replace("1", "l")
    assert codes.parse(typed) == codes.parse(text)


@given(meetings, epochs, windows)
def test_another_key_another_epoch_and_another_part_do_not_vouch(meeting, epoch, window):
    code = codes.parse(codes.Mint(KEY, meeting, epoch).screen(window))
    assert code
    assert not codes.Mint(b"x" * 32, meeting, epoch).vouches(code)
    assert not codes.Mint(KEY, meeting, epoch + 1).vouches(code)
    assert not codes.Mint(KEY, meeting, epoch, part=2).vouches(code)


@given(st.text(max_size=200))
def test_anything_typed_is_read_or_refused_without_an_error(text):
    code = codes.parse(text)
    assert code is None or not codes.Mint(KEY, code.meeting, 1).vouches(code)


@pytest.mark.row("CK-03")
def test_a_screen_code_lives_this_window_three_earlier_and_one_ahead():
    now = clock.now()
    this = codes.window_of(now)
    lives = [offset for offset in range(-6, 4) if codes.is_live(this + offset, now)]
    assert lives == [-3, -2, -1, 0, 1]
    assert codes.window_of(now + timedelta(seconds=30)) == this + 1


def test_a_code_has_26_characters_of_the_shorter_qr_alphabet():
    text = codes.Mint(KEY, "0ABCZ", 1).printed()
    assert len(text) == 26
    assert text.isalnum()
    assert text == text.upper()


@given(meetings, epochs)
def test_the_spoken_number_leads_to_its_window(meeting, epoch):
    now = clock.now()
    window = codes.window_of(now) - 2
    number = codes.Mint(KEY, meeting, epoch).spoken(window)
    assert len(number) == 6
    assert codes.Mint(KEY, meeting, epoch).window_of(number, now) is not None
