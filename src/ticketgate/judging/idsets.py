"""Sets of ids as the bits of one number, and how often each id is in such sets.

A ticket puts hundreds of clauses to the test: joining numbers costs a fraction of joining sets of strings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import compress
from operator import or_
from typing import TypeVar

__all__ = ["IdCounter", "IdSet", "Index"]

_T = TypeVar("_T")


class Index:
    """The ids there are, each with a bit of its own: of ``Index(["a", "b", "c"])`` 5 stands for a and c."""

    def __init__(self, names: Iterable[str]) -> None:
        """Give bits to names in their order; one that comes again keeps its own."""
        self._names = tuple(dict.fromkeys(names))
        self.bit = {name: 1 << i for i, name in enumerate(self._names)}

    def bits(self, names: Iterable[str]) -> int:
        """Return the bits of names; raises KeyError for one that is not in the index."""
        joined = 0
        for name in names:
            joined |= self.bit[name]
        return joined

    def names(self, bits: int) -> Iterator[str]:
        """Yield the names that bits stand for, in the order of the index."""
        digits = f"{bits:b}"[::-1]  # the first name has the last digit
        return compress(self._names, digits.encode().replace(b"0", b"\0"))


class IdSet(AbstractSet[str]):
    """An immutable set of ids of one index; operators return frozensets, wherever it stands."""

    __slots__ = ("bits", "index")

    def __init__(self, index: Index, bits: int) -> None:
        """Stand for the ids with these bits."""
        self.index = index
        self.bits = bits

    def __contains__(self, name: object) -> bool:
        """Tell whether name is one of the ids."""
        return isinstance(name, str) and bool(self.index.bit.get(name, 0) & self.bits)

    def __iter__(self) -> Iterator[str]:
        """Yield the ids in the order of the index."""
        return self.index.names(self.bits)

    def __len__(self) -> int:
        """Return how many ids there are."""
        return self.bits.bit_count()

    def __hash__(self) -> int:
        """Return what a frozenset of the ids returns."""
        return self._hash()

    def __repr__(self) -> str:
        """Show the ids."""
        return f"IdSet({{{', '.join(self)}}})"

    @classmethod
    def _from_iterable(cls, names: Iterable[_T]) -> frozenset[_T]:
        return frozenset(names)


class IdCounter:
    """How often each id is in the sets that were added; takes sets of any kind."""

    def __init__(self) -> None:
        """Start with no set."""
        self._plain = Counter[str]()
        self._columns = defaultdict[Index, _Columns](_Columns)

    def add(self, ids: AbstractSet[str]) -> None:
        """Count each of the ids once more."""
        if isinstance(ids, IdSet):
            self._columns[ids.index].add(ids.bits)
        else:
            self._plain.update(ids)

    def add_new(self, ids: AbstractSet[str]) -> None:
        """Count those of the ids that are in no set so far."""
        if isinstance(ids, IdSet):
            ids = IdSet(ids.index, ids.bits & ~self._columns[ids.index].counted())
        if ids:  # few sets bring anything new
            self._plain.update(ids - self.counts().keys())

    def counts(self) -> Counter[str]:
        """Return the counts so far; what is added later does not change them."""
        counts = self._plain.copy()
        for index, columns in self._columns.items():
            for worth, column in columns.by_worth():
                for name in index.names(column):
                    counts[name] += worth
        return counts


class _Columns:
    """The counts of all ids of an index, in base 2 and one below the other: each column is one number.

    A set of hundreds of ids is added in a few steps, as numbers are in writing. A ``Counter`` takes 50 µs
    more for a ticket of 7 kB, a third of judging it (benchmarks/bench.py).
    """

    def __init__(self) -> None:
        self._columns: list[int] = []

    def add(self, bits: int) -> None:
        for i, column in enumerate(self._columns):
            self._columns[i], bits = column ^ bits, column & bits
        if bits:  # what is carried beyond the last column
            self._columns.append(bits)

    def counted(self) -> int:
        """Return the bits of the ids that were counted at least once."""
        return reduce(or_, self._columns, 0)

    def by_worth(self) -> Iterator[tuple[int, int]]:
        """Yield the columns, each after what a digit in it is worth: 1, 2, 4 ..."""
        return ((1 << i, column) for i, column in enumerate(self._columns))
