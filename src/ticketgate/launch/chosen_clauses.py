"""Finds the clauses that a run is to ask for and to judge, and refuses a choice that means none."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from ticketgate.contract.model import Contract
from ticketgate.errors import UsageError

__all__ = ["clauses_like"]


def clauses_like(contract: Contract, patterns: Iterable[str]) -> frozenset[str]:
    """Return the ids of the clauses that one of the patterns means, such as ``full:status/*``.

    ``*`` stands for any text, ``?`` for one character, and brackets for themselves: places have them. Raises
    UsageError, naming the nearest clause, for a pattern that means none.
    """
    named: set[str] = set()
    for pattern in patterns:
        of_pattern = [each for each in contract.clauses if _glob(pattern).fullmatch(each)]
        if not of_pattern:
            near = get_close_matches(pattern, contract.clauses, 1, 0)[0]
            raise UsageError(f"--only {pattern!r}: no clause has such an id; the nearest is {near}")
        named.update(of_pattern)
    return frozenset(named)


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
