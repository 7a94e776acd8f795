"""Work in threads of its own, waited for in such a way that Ctrl-C is heard at any time."""

import math
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from time import monotonic
from typing import Final, TypeVar

__all__ = ["result_of", "started"]

#: Seconds after which a wait begins anew. A signal that comes just before a thread falls asleep, or that
#: another thread is given, does not wake it: without turns Ctrl-C would be heard only with the answer.
_TURN: Final = 0.25

_T = TypeVar("_T")


def started(work: Callable[[], _T]) -> Future[_T]:
    """Begin the work in a thread that keeps nobody waiting: after Ctrl-C it ends with the process."""
    future: Future[_T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed on: nobody may wait for what will not come
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def result_of(future: Future[_T], seconds: float = math.inf) -> _T:
    """Wait for what comes of the work, so many seconds at most.

    Raises TimeoutError after them, KeyboardInterrupt soon after Ctrl-C, else what the work raised.
    """
    end = monotonic() + seconds
    while not future.done() and (left := end - monotonic()) > 0:
        wait((future,), min(left, _TURN))
    return future.result(timeout=0)
