"""Reads which differences between environments a team accepts until a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from ticketgate.errors import UsageError
from ticketgate.judging.differences import Difference, DifferenceKind
from ticketgate.verdict.waivers import DIFFERENCE, accepted_until, refuse_other_keys, waiver_entries

__all__ = ["DifferenceWaiver", "read_difference_waivers"]

_KEYS: Final = (DIFFERENCE, "kind", "reason", "until")


@dataclass(frozen=True, slots=True)
class DifferenceWaiver:
    """A difference accepted until a day."""

    accepted: Difference
    reason: str
    until: date
    #: The file and the entry that say so.
    written: str

    def past(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return today > self.until


def read_difference_waivers(paths: Iterable[Path]) -> tuple[DifferenceWaiver, ...]:
    """Return what files of waivers say of differences: mappings with difference, kind, reason and until.

    ``difference`` is the place as a report names it, such as ``full:tags[].name``. Entries that accept a
    finding are left to who judges. Raises UsageError, naming file and entry, for anything else.
    """
    return tuple(
        _waiver(written, entry)
        for path in paths
        for written, entry in waiver_entries(path)
        if not (isinstance(entry, dict) and DIFFERENCE not in entry)
    )


def _waiver(written: str, entry: Any) -> DifferenceWaiver:
    refuse_other_keys(written, entry, _KEYS)
    place, kind = entry[DIFFERENCE], entry["kind"]
    kinds = [str(each) for each in DifferenceKind]
    if not isinstance(place, str) or ":" not in place:
        raise UsageError(
            f"{written}: difference names no place; copy it from the report, such as full:tags[].name"
        )
    if kind not in kinds:
        near = get_close_matches(str(kind), kinds, 1)
        hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(kinds)}"
        raise UsageError(f"{written}: no difference is of the kind {kind!r}; {hint}")
    reason, until = accepted_until(written, entry)
    return DifferenceWaiver(Difference(place, DifferenceKind(kind)), reason, until, written)
