"""Does several things at a time and hands over what became of them in order: judging stays in one thread."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Final, TypeVar

from ticketgate.client import started

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
        under_way.append(started(partial(work, item)))
    yield from under_way
