"""Does several things at a time and hands over what became of them in order: judging stays in one thread."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from threading import Thread
from typing import Final, TypeVar

__all__ = ["in_order"]

#: How many requests are under way at a time.
_AT_ONCE: Final = 4

_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


def in_order(work: Callable[[_Item], _Done], items: Iterable[_Item]) -> Iterator[Future[_Done]]:
    """Yield what becomes of each item, in their order; up to four are under way at a time."""
    under_way: deque[Future[_Done]] = deque()
    for item in items:
        if len(under_way) == _AT_ONCE:
            yield under_way.popleft()
        under_way.append(_start(work, item))
    yield from under_way


def _start(work: Callable[[_Item], _Done], item: _Item) -> Future[_Done]:
    """Work in a thread that keeps nobody waiting: after Ctrl-C it ends with the process."""
    future: Future[_Done] = Future()

    def run() -> None:
        try:
            future.set_result(work(item))
        except Exception as error:  # noqa: BLE001 - handed on to whoever takes the result
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
