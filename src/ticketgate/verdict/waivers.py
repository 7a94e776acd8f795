"""Reads the file of known findings that a team accepts until a date."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import yaml

from ticketgate.contract.clauses import Clause, Kind
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.promises import PAIR
from ticketgate.errors import UsageError

__all__ = ["DIFFERENCE", "Waiver", "accepted_until", "read_waivers", "refuse_other_keys", "waiver_entries"]

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS: Final = ("clause", "place", "variant", "reason", "until")
_OPTIONAL: Final = ("place", "variant")
#: The key of entries that accept a difference between environments, not a finding.
DIFFERENCE: Final = "difference"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding accepted until a day: clause id, place and variant (None for all of them) and the reason."""

    clause: str
    place: str | None
    reason: str
    until: date
    written: str
    variant: str | None = None

    def accepts(self, clause: str, place: str, variant: str | None) -> bool:
        """Tell whether the waiver is about this variant of a finding."""
        return clause == self.clause and self.place in (None, place) and self.variant in (None, variant)

    def past(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return today > self.until


def read_waivers(paths: Iterable[Path], contract: Contract) -> tuple[Waiver, ...]:
    """Return the waivers of YAML files, each a list of mappings with clause, place, variant, reason, until.

    ``place`` and ``variant`` may be left out; a file without entries waives nothing. Entries that accept a
    difference are left to who compares environments. Raises UsageError, naming file and entry, for anything
    else.
    """
    return tuple(
        _waiver(written, entry, contract)
        for path in paths
        for written, entry in waiver_entries(path)
        if not (isinstance(entry, dict) and DIFFERENCE in entry)
    )


def waiver_entries(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a file, whatever each is, with where it stands; raises UsageError for no list."""
    try:
        entries = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read the waiver file {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f":{where.line + 1}" if where else ""
        raise UsageError(f"{path}{line}: not YAML; a waiver file is a list of entries") from None
    except ValueError as error:  # YAML takes 2026-02-30 for a date before it looks at the calendar
        raise UsageError(f"{path}: holds a date that does not exist: {error}") from None
    if entries is None:  # nothing but comments
        return
    if not isinstance(entries, list):
        raise UsageError(f"{path}: a waiver file is a list of entries with {', '.join(_KEYS)}")
    yield from ((f"{path}: entry {i}", entry) for i, entry in enumerate(entries, 1))


def refuse_other_keys(written: str, entry: Any, keys: Sequence[str], optional: Sequence[str] = ()) -> None:
    """Raise UsageError for an entry that is no mapping, has another key or lacks one that it needs."""
    if not isinstance(entry, dict) or not all(isinstance(key, str) for key in entry):
        raise UsageError(f"{written}: is no mapping of {', '.join(keys)}")
    if unknown := sorted(entry.keys() - set(keys)):
        raise UsageError(f"{written}: unknown key {unknown[0]!r}; known: {', '.join(keys)}")
    if missing := [key for key in keys if key not in entry and key not in optional]:
        raise UsageError(f"{written}: lacks {', '.join(missing)}")


def accepted_until(written: str, entry: Mapping[str, Any]) -> tuple[str, date]:
    """Return the reason of an entry and its last day; raises UsageError where one of them is none."""
    reason, until = entry["reason"], _date(entry["until"])
    if not isinstance(reason, str) or not reason.strip():
        raise UsageError(f"{written}: reason is empty; say why the finding is accepted")
    if until is None:
        raise UsageError(f"{written}: until is no date; write it as YYYY-MM-DD")
    return reason.strip(), until


def _waiver(written: str, entry: Any, contract: Contract) -> Waiver:
    refuse_other_keys(written, entry, _KEYS, _OPTIONAL)
    clause, place, variant = str(entry["clause"]), entry.get("place"), entry.get("variant")
    if clause not in contract.clauses:
        near = get_close_matches(clause, contract.clauses, 1)
        raise UsageError(f"{written}: no clause {clause!r}" + (f"; did you mean {near[0]}?" if near else ""))
    reason, until = accepted_until(written, entry)
    if place is not None and not isinstance(place, str):
        raise UsageError(f"{written}: place is no text; copy it from the finding")
    if place is not None and place not in (known := _places(contract, contract.clauses[clause])):
        near = known if len(known) == 1 else get_close_matches(place, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else "copy it from the finding, or leave it out"
        raise UsageError(f"{written}: {clause} finds nothing at the place {place!r}; {hint}")
    if variant is not None and not (isinstance(variant, str) and variant):
        raise UsageError(f"{written}: variant is no text; copy it from the finding, in quotation marks")
    return Waiver(clause, place, reason, until, written, variant)


def _date(value: Any) -> date | None:
    """Return a day, which may be quoted; None for anything else, a moment included."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None


def _places(contract: Contract, clause: Clause) -> list[str]:
    """Return the places at which a clause can be broken."""
    if clause.kind not in (Kind.RULE, Kind.RELATION):
        return [clause.place]
    operation = contract.operations.get(clause.root)
    root = operation.form if operation is not None and operation.form is not None else clause.root
    places = [node.place for node in contract.representations[FULL if root == PAIR else root].node.walk()]
    if operation is not None and operation.search is not None:
        rows = f"{operation.search.rows}[]"
        of_row = (node.place for node in contract.representations[COMPACT].node.walk())
        places += [rows, *(f"{rows}.{place}" for place in of_row if place)]
    return ["", *places]
