"""Does several things at a time and hands over their outcomes in order: judging stays in one thread."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from threading import Thread
from typing import Final, TypeVar

__all__ = ["in_order"]

#: How many requests are under way at a time.
_AT_ONCE: Final = 4

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def in_order(work: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Future[Outcome]]:
    """Yield what becomes of each item, in their order; up to four are under way at a time."""
    under_way: deque[Future[Outcome]] = deque()
    for item in items:
        if len(under_way) == _AT_ONCE:
            yield under_way.popleft()
        under_way.append(_start(work, item))
    yield from under_way


def _start(work: Callable[[Item], Outcome], item: Item) -> Future[Outcome]:
    """Work in a thread that keeps nobody waiting: after Ctrl-C it ends with the process."""
    future: Future[Outcome] = Future()

    def run() -> None:
        try:
            future.set_result(work(item))
        except Exception as error:  # noqa: BLE001 - handed on to whoever takes the outcome
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
