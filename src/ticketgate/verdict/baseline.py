"""Reads and writes the file of a baseline: what is known of findings, a line for each, for people to read.

It is JSON Lines; ``baseline.schema.json`` beside this module describes its lines. The same findings make the
same file, byte for byte: no time and no target is in it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from ticketgate.contract.clauses import Level
from ticketgate.errors import DocumentError, UsageError
from ticketgate.verdict.changes import CountedVariant
from ticketgate.verdict.coverage import Sought
from ticketgate.verdict.shares import Share

__all__ = ["BASELINE_SCHEMA", "Baseline", "Scope", "dumps_baseline", "read_baseline", "scope_from"]

#: Where the schema of a line is.
BASELINE_SCHEMA: Final = Path(__file__).with_name("baseline.schema.json")
#: The version of the form of the file.
_VERSION: Final = 1
#: So many decimals tell any count of things apart that a share can stand for.
_MOST_DECIMALS: Final = 17


class Scope(StrEnum):
    """How the tickets were chosen: shares compare only where they were chosen alike."""

    RUN = "run"
    #: By --ticket or --filter.
    LIMITED = "limited run"
    SAVED = "saved bodies"


def scope_from(sought: Sought | None) -> Scope:
    """Return how the tickets of a verdict were chosen; sought is None for saved bodies."""
    if sought is None:
        return Scope.SAVED
    return Scope.LIMITED if sought.limited else Scope.RUN


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known of the findings from earlier."""

    #: The file it was read from.
    file: str
    #: The digest of the contract by which it was judged.
    digest: str
    scope: Scope
    lines: tuple[CountedVariant, ...]


def read_baseline(path: Path, *, may_be_missing: bool = False) -> Baseline | None:
    """Return the baseline in a file, None where there is none yet and that is fine.

    Raises UsageError for a file that cannot be read, DocumentError with its line for one that is damaged.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if may_be_missing:
            return None
        raise UsageError(f"--baseline {path}: no such file; --update-baseline makes one") from None
    except OSError as error:
        raise UsageError(f"--baseline {path}: cannot be read: {error.strerror}") from None
    return _parsed(str(path), content)


def dumps_baseline(baseline: Baseline) -> bytes:
    """Return the content of the file, the lines sorted by clause, place and variant."""
    head = {
        "ticketgate": "baseline",
        "version": _VERSION,
        "contract": baseline.digest,
        "scope": baseline.scope,
    }
    lines = sorted(baseline.lines, key=lambda line: (line.clause, line.place, line.variant or "\uffff"))
    rows = (head, *map(_line_to_json, lines))
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _line_to_json(line: CountedVariant) -> dict[str, Any]:
    return {
        "clause": line.clause,
        "place": line.place,
        "variant": line.variant,
        "level": line.level.name,
        "share": _shortest(line.share),
        "judged": line.share.judged,
        "since": line.since,
        "promise": line.promise,
    }


def _shortest(share: Share) -> float:
    """Return the share with as few decimals as give its count back."""
    decimals = range(2, _MOST_DECIMALS)
    shortened = (round(share.value, each) for each in decimals)
    return next(
        (each for each in shortened if round(each * share.judged) == share.count and each), share.value
    )


def _parsed(file: str, content: bytes) -> Baseline:
    rows = list(_rows(file, content))
    if not rows:
        raise DocumentError(file, None, "is empty; a baseline begins with a line that says what it is")
    number, head = rows[0]
    version = head.get("version")
    if head.get("ticketgate") == "baseline" and isinstance(version, int) and version > _VERSION:
        raise DocumentError(file, number, "is a baseline of a later ticketgate; install that one")
    _refuse_damaged(file, number, "head", head)
    lines: dict[tuple[str, str, str | None], tuple[int, CountedVariant]] = {}
    for number, row in rows[1:]:
        _refuse_damaged(file, number, "line", row)
        line = _line_from_json(file, number, row)
        if (other := lines.setdefault(line.key, (number, line))[0]) != number:
            raise DocumentError(file, number, f"is about the same as line {other}; delete one of them")
    return Baseline(file, head["contract"], Scope(head["scope"]), tuple(line for _, line in lines.values()))


def _rows(file: str, content: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the objects of a file with their lines; blank ones are passed over."""
    for number, text in enumerate(content.split(b"\n"), 1):
        if not text.strip():
            continue
        try:
            row = orjson.loads(text)
        except orjson.JSONDecodeError:
            row = None
        if not isinstance(row, dict):
            raise DocumentError(file, number, "is no JSON object; a baseline has one on each line")
        yield number, row


def _refuse_damaged(file: str, number: int, what: str, row: Mapping[str, Any]) -> None:
    """Raise DocumentError for a line that breaks the schema; what stands there is not shown."""
    error = next(iter(_validators()[what].iter_errors(row)), None)
    if error is None:
        return
    member = ".".join(map(str, error.instance_path)) or "the line"
    problem = f"{member} breaks {BASELINE_SCHEMA.name} ({error.kind.name})"
    if what == "head":
        problem = f"does not begin a baseline: {problem}"
    raise DocumentError(file, number, f"{problem}; repair it, or restore the file")


def _line_from_json(file: str, number: int, row: Mapping[str, Any]) -> CountedVariant:
    try:
        date.fromisoformat(row["since"])
    except ValueError:
        raise DocumentError(file, number, "since is a day that does not exist; repair it") from None
    count = max(1, round(row["share"] * row["judged"]))
    return CountedVariant(
        clause=row["clause"],
        place=row["place"],
        variant=row["variant"],
        level=Level[row["level"]],
        promise=row["promise"],
        share=Share(count, row["judged"]),
        since=row["since"],
    )


@cache
def _validators() -> Mapping[str, jsonschema_rs.Draft202012Validator]:
    schema = orjson.loads(BASELINE_SCHEMA.read_bytes())
    return {
        what: jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{what}", "$defs": schema["$defs"]})
        for what in ("head", "line")
    }
