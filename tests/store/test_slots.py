"""Places for expensive work: never more at a time than there are, whoever asks, and nobody waits long."""

import subprocess
import sys
import threading
import time
from contextvars import copy_context

import pytest

from tests.conftest import test_settings
from yiguan.base.errors import Crowded
from yiguan.settings import enter, leave
from yiguan.store.slots import Slots


@pytest.fixture(autouse=True)
def installed(instance):
    before = enter(test_settings(instance, "sqlite", "slots"))
    yield
    leave(before)


def some_slots(number, *, here=9, wait_s=0.1):
    return Slots("trial", number, here=here, wait_s=wait_s, full="请过几秒再试。")


def test_a_place_is_free_again_when_its_block_ends():
    slots = some_slots(1)
    for _ in range(3):
        with slots.taken():
            pass


def test_when_all_are_taken_the_next_is_refused_after_its_wait():
    """Two objects stand for two processes: they share nothing but the files."""
    with some_slots(2).taken(), some_slots(2).taken():
        begun = time.monotonic()
        with pytest.raises(Crowded) as refused, some_slots(2).taken():
            pass
    assert (refused.value.status, refused.value.message) == (503, "请过几秒再试。")
    assert 0.1 <= time.monotonic() - begun < 1


def test_whoever_waits_gets_the_place_that_becomes_free():
    ready, slots = threading.Event(), some_slots(1, wait_s=5)

    def hold():
        with some_slots(1).taken():
            ready.set()
            time.sleep(0.1)

    holder = threading.Thread(target=copy_context().run, args=[hold])
    holder.start()
    assert ready.wait(5)
    with slots.taken():
        holder.join()


def test_threads_beyond_those_that_may_wait_are_refused_at_once():
    slots = some_slots(1, here=1, wait_s=30)
    with slots.taken():
        begun = time.monotonic()
        with pytest.raises(Crowded), slots.taken():
            pass
        assert time.monotonic() - begun < 1


def test_a_child_holds_the_place_until_it_ends_too():
    with some_slots(1).taken() as slot:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(slot,))
    with pytest.raises(Crowded), some_slots(1).taken():
        pass
    child.communicate(b"\n")
    with some_slots(1).taken():
        pass
