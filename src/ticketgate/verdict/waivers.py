"""Reads the file of known findings that a team accepts until a date."""

import re
from collections.abc import Iterable
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

__all__ = ["Waiver", "read_waivers"]

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS: Final = ("clause", "place", "variant", "reason", "until")
_OPTIONAL: Final = ("place", "variant")


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

    ``place`` and ``variant`` may be left out; a file without entries waives nothing. Raises UsageError,
    naming file and entry, for anything else.
    """
    return tuple(waiver for path in paths for waiver in _of_file(path, contract))


def _of_file(path: Path, contract: Contract) -> tuple[Waiver, ...]:
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
        return ()
    if not isinstance(entries, list):
        raise UsageError(f"{path}: a waiver file is a list of entries with {', '.join(_KEYS)}")
    return tuple(_waiver(f"{path}: entry {i}", entry, contract) for i, entry in enumerate(entries, 1))


def _waiver(written: str, entry: Any, contract: Contract) -> Waiver:
    if not isinstance(entry, dict) or not all(isinstance(key, str) for key in entry):
        raise UsageError(f"{written}: is no mapping of {', '.join(_KEYS)}")
    if unknown := sorted(entry.keys() - set(_KEYS)):
        raise UsageError(f"{written}: unknown key {unknown[0]!r}; known: {', '.join(_KEYS)}")
    if missing := [key for key in _KEYS if key not in entry and key not in _OPTIONAL]:
        raise UsageError(f"{written}: lacks {', '.join(missing)}")
    clause, place, reason = str(entry["clause"]), entry.get("place"), entry["reason"]
    until, variant = _date(entry["until"]), entry.get("variant")
    if clause not in contract.clauses:
        near = get_close_matches(clause, contract.clauses, 1)
        raise UsageError(f"{written}: no clause {clause!r}" + (f"; did you mean {near[0]}?" if near else ""))
    if not isinstance(reason, str) or not reason.strip():
        raise UsageError(f"{written}: reason is empty; say why the finding is accepted")
    if until is None:
        raise UsageError(f"{written}: until is no date; write it as YYYY-MM-DD")
    if place is not None and not isinstance(place, str):
        raise UsageError(f"{written}: place is no text; copy it from the finding")
    if place is not None and place not in (known := _places(contract, contract.clauses[clause])):
        near = known if len(known) == 1 else get_close_matches(place, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else "copy it from the finding, or leave it out"
        raise UsageError(f"{written}: {clause} finds nothing at the place {place!r}; {hint}")
    if variant is not None and not (isinstance(variant, str) and variant):
        raise UsageError(f"{written}: variant is no text; copy it from the finding, in quotation marks")
    return Waiver(clause, place, reason.strip(), until, written, variant)


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
