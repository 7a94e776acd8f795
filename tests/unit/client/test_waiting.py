"""What is worked at in a thread is waited for no longer than was said, and Ctrl-C ends the wait."""

from __future__ import annotations

import signal
import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from ticketgate.client.waiting import result_of, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Have Ctrl-C raise KeyboardInterrupt even where the tests were started without."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def is_asleep_in(thread: int, code: CodeType) -> bool:
    """Tell whether a thread waits for a lock below this function."""
    frame: FrameType | None = sys._current_frames()[thread]
    asleep = frame is not None and frame.f_code.co_name == "wait"
    while frame is not None and frame.f_code is not code:
        frame = frame.f_back
    return asleep and frame is not None


def test_the_result_of_the_work_is_returned() -> None:
    assert result_of(started(lambda: 6 * 7)) == 6 * 7


@pytest.mark.parametrize("error", [ValueError("no"), TimeoutError("its own"), SystemExit(3)])
def test_what_the_work_raises_is_raised(error: BaseException) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        result_of(started(fail))
    assert raised.value is error


@pytest.mark.parametrize("seconds", [0, 0.01, 0.6])
def test_what_takes_longer_than_was_said_is_given_up(seconds: float) -> None:
    with pytest.raises(TimeoutError):
        result_of(Future[None](), seconds)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_that_another_thread_is_given_ends_the_wait() -> None:
    waiting = threading.get_ident()

    def interrupt() -> None:
        while not is_asleep_in(waiting, result_of.__code__):
            pass
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    started(interrupt)
    with pytest.raises(KeyboardInterrupt):
        result_of(Future[None]())
