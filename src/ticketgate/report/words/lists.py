"""Lists that are cut where they are longer than their place."""

from collections.abc import Iterable

__all__ = ["first_of"]


def first_of(names: Iterable[str], most: int, *, count: int | None = None, separator: str = ", ") -> str:
    """Return as many names as there is room for, and how many more there are.

    count is how many there are altogether where names does not hold them all.
    """
    names = list(names)
    more = (len(names) if count is None else count) - most
    return separator.join(names[:most]) + (f" and {more} more, all listed by --json" if more > 0 else "")
