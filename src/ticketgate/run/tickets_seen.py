"""The rows and the full tickets that came along, kept as far as memory goes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

__all__ = ["TicketsSeen"]

#: Bytes of memory for the rows and tickets that are kept; 20 pages of usual rows take two thirds of it.
_MOST_KEPT: Final = 128 * 1024 * 1024

Members = Mapping[str, Any]


class TicketsSeen:
    """The tickets seen so far, by id; of each form the first that came is kept."""

    def __init__(self) -> None:
        self._rows: dict[int, Members] = {}
        self._shown: dict[int, frozenset[str]] = {}
        self._blamed: dict[int, frozenset[str]] = {}
        self._in_full: dict[int, Members] = {}
        self._size = 0
        #: Rows, as pages held them.
        self.rows: Mapping[int, Members] = MappingProxyType(self._rows)
        #: The partitions that each row showed.
        self.shown: Mapping[int, frozenset[str]] = MappingProxyType(self._shown)
        #: The members of each row that its findings are about.
        self.blamed: Mapping[int, frozenset[str]] = MappingProxyType(self._blamed)
        #: Full tickets, in the order of reading.
        self.in_full: Mapping[int, Members] = MappingProxyType(self._in_full)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for more."""
        return self._size > _MOST_KEPT

    def keep_row(
        self, ticket: int, row: Members, shown: frozenset[str], blamed: frozenset[str], size: int
    ) -> None:
        """Keep a row that takes so many bytes of memory, with what it showed and what is blamed in it."""
        if ticket not in self._rows and self._takes(size):
            self._rows[ticket] = row
            self._shown[ticket] = shown
            self._blamed[ticket] = blamed

    def keep_in_full(self, ticket: int, body: Members, size: int) -> None:
        """Keep a full ticket; later reads may ask for less of it than the first, which asks for all of it."""
        if ticket not in self._in_full and self._takes(size):
            self._in_full[ticket] = body

    def sound_rows(self) -> list[Members]:
        """Return the rows by id, without the members that a finding blames."""
        return [without(self._rows[ticket], self._blamed[ticket]) for ticket in sorted(self._rows)]

    def _takes(self, size: int) -> bool:
        """Make room for so many bytes; the last ones to find some may go beyond the limit."""
        if self.is_full:
            return False
        self._size += size
        return True


def without(body: Members, names: frozenset[str]) -> Members:
    """Return the body without these members."""
    return {name: value for name, value in body.items() if name not in names}
