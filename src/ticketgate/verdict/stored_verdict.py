"""Reads a verdict back from its JSON, of any form, without the contract that it was made by."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from ticketgate.contract.clauses import Clause, Evidence, Kind, Level
from ticketgate.contract.documents import Location
from ticketgate.contract.partitions import Partition, PartitionKind
from ticketgate.errors import DocumentError, UsageError
from ticketgate.verdict.as_json import SCHEMA, finding_from_json, restored, to_json
from ticketgate.verdict.baseline import Scope
from ticketgate.verdict.broken_clauses import BrokenClause
from ticketgate.verdict.decision import Verdict
from ticketgate.verdict.outline import Outline, PlaceInForm

__all__ = ["ANY_WAY", "as_stored", "read_document", "stored_findings", "stored_verdict"]

#: By the version of the form, the file of its schema. The first form does not say its version.
_SCHEMAS: Final[Mapping[int, Path]] = {
    1: SCHEMA.with_name("verdict-1.schema.json"),
    2: SCHEMA.with_name("verdict-2.schema.json"),
    3: SCHEMA,
}
#: What stands for the variants in a verdict of the first form, which does not tell them apart.
ANY_WAY: Final = "in any way"
_WRITTEN: Final = re.compile(r"(specs/)?(.+):(\d{1,9})", re.ASCII)
#: What a finding says of its clause beyond the list of clauses, and what stands for it in the first form.
_OF_FINDING: Final[Mapping[str, Any]] = {"description": "", "why": None, "counted": ("thing", "things")}
#: What a clause of the former forms does not say.
_NOT_SAID: Final[Mapping[str, Any]] = {
    "place": None,
    "evidence": Evidence.INFERRED,
    "promise": "",
    "description": "",
    "written": "specs/openapi.yaml:1",
    "rules": (),
    "reads": (),
    "example": None,
}


def stored_verdict(path: Path) -> Verdict:
    """Return the verdict in a file; what a former form does not hold is empty in it.

    Raises UsageError for a file that cannot be read, DocumentError for one that is no verdict.
    """
    form, data = read_document(path)
    return _verdict(str(path), form, data)


def as_stored(verdict: Verdict) -> Verdict:
    """Return the verdict as it is read back from its JSON: what is made of this is made of a file as well."""
    # As dumps writes it, but for the blanks between, which take most of the time.
    text = json.dumps(to_json(verdict), ensure_ascii=False).encode("utf-8", "replace")
    return _verdict("the verdict", max(_SCHEMAS), json.loads(text))


def read_document(path: Path) -> tuple[int, dict[str, Any]]:
    """Return the version of its form and the JSON of the verdict in a file.

    Raises UsageError for a file that cannot be read, DocumentError for one that is no verdict.
    """
    file = str(path)
    try:
        # Not orjson, which makes a fraction of a number above 64 bits: such an id a ticket may have.
        data = json.loads(path.read_bytes(), parse_constant=_refuse_constant)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise DocumentError(file, line, "is no JSON; give a file that --json wrote") from None
    if not isinstance(data, dict):
        raise DocumentError(file, None, "is no verdict; give a file that --json wrote")
    if data.get("outcome") == "not run":
        raise DocumentError(
            file, None, "holds no verdict: the run could not be made; it says why under error"
        )
    form = data.get("schema", 1)
    if not isinstance(form, int) or form not in _SCHEMAS:
        known = f"a verdict of a form that is not known here; known are {min(_SCHEMAS)} to {max(_SCHEMAS)}"
        raise DocumentError(file, None, f"is {known}; update ticketgate, or write it again")
    _refuse_invalid(file, form, data)
    return form, data


def stored_findings(file: str, form: int, data: dict[str, Any]) -> tuple[BrokenClause, ...]:
    """Return the findings of a document that was read from a file, each with its clause."""
    data = _in_present_form(form, data)
    clauses = dict(_clauses(file, data))
    return tuple(finding_from_json(clauses, finding) for finding in data["findings"])


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity, which are no JSON


def _refuse_invalid(file: str, form: int, data: Mapping[str, Any]) -> None:
    """Raise DocumentError for what breaks its schema; what stands there is not shown: it may be anything."""
    schema = _SCHEMAS[form]
    validator = jsonschema_rs.Draft202012Validator(json.loads(schema.read_bytes()))
    error = next(iter(validator.iter_errors(data)), None)
    if error is not None:
        where = "/".join(map(str, error.instance_path)) or "the whole"
        problem = f"is no verdict: {where} breaks {schema.name} ({error.kind.name})"
        raise DocumentError(file, None, f"{problem}; give a file that --json wrote")


def _verdict(file: str, form: int, data: dict[str, Any]) -> Verdict:
    data = _in_present_form(form, data)
    ids = (each["id"] for each in data["coverage"]["partitions"])
    kinds = (PartitionKind(each["kind"]) for each in data["coverage"]["partitions"])
    partitions = {name: _partition(name, kind) for name, kind in zip(ids, kinds, strict=True)}
    verdict = restored(data, dict(_clauses(file, data)), partitions, _outline(data))
    if verdict.outcome != data["outcome"]:
        problem = f"its outcome is {data['outcome']}, and what it holds makes it {verdict.outcome}"
        raise DocumentError(file, None, f"is no verdict: {problem}; give a file as --json wrote it")
    return verdict


def _in_present_form(form: int, data: dict[str, Any]) -> dict[str, Any]:
    """Return the document of a former form with the members that it lacks."""
    if form > 1:
        return {"places": [], **data}
    found = {name: list(map(_with_variant, data[name])) for name in ("findings", "unconfirmed")}
    return {"places": [], "times": {}, "baseline": None, "scope": Scope.RUN, **data, **found}


def _with_variant(finding: dict[str, Any]) -> dict[str, Any]:
    variant = {"variant": ANY_WAY, "count": finding["count"], "waiver": finding["waiver"], "change": None}
    return {**finding, "variants": [variant]}


def _clauses(file: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Clause]]:
    """Yield every clause by its id; of one that is broken the finding says more."""
    said = {each["id"]: {**_NOT_SAID, **_OF_FINDING, **each} for each in data["clauses"]}
    for finding in (*data["findings"], *data["unconfirmed"]):
        name = finding["clause"]
        known = said.get(name, _NOT_SAID)
        # Where a finding is can be further in than where its clause holds.
        said[name] = {**_OF_FINDING, **known, **finding, "id": name, "place": known["place"]}
    for name, each in said.items():
        yield name, _clause(file, each)


def _clause(file: str, said: Mapping[str, Any]) -> Clause:
    written = _WRITTEN.fullmatch(said["written"])
    if written is None:
        problem = f"is no verdict: a clause says no file and line where it is written ({said['kind']})"
        raise DocumentError(file, None, f"{problem}; give a file that --json wrote")
    root, place = _root_and_place(said["id"])
    example = said["example"] or {"keeps": None, "breaks": None}
    return Clause(
        id=said["id"],
        kind=Kind(said["kind"]),
        level=Level[said["level"]],
        evidence=Evidence(said["evidence"]),
        title=said["promise"],
        root=root,
        place=place if said["place"] is None else said["place"],
        # What stands in no document of the contract stands in an overlay.
        written=Location(written[2], int(written[3]), "" if written[1] else Evidence.TENANT),
        rules=tuple(said["rules"]),
        conflicts=tuple(said.get("conflicts", ())),
        why=said["why"],
        description=said["description"],
        keeps=example["keeps"],
        breaks=example["breaks"],
        counted=(said["counted"][0], said["counted"][1]),
    )


def _partition(name: str, kind: PartitionKind) -> Partition:
    if kind in (PartitionKind.RULE, PartitionKind.RELATION):
        return Partition(name, kind, name.partition("/")[0], "")
    root, _, rest = name.partition(":")
    return Partition(name, kind, root, "" if kind is PartitionKind.STATUS else rest.partition("=")[0])


def _root_and_place(clause: str) -> tuple[str, str]:
    """Return the form or operation and the place that the id of a clause names."""
    root, colon, rest = clause.partition(":")
    return (root, rest.rpartition("/")[0]) if colon else (clause.partition("/")[0], "")


def _outline(data: Mapping[str, Any]) -> Outline:
    places = tuple(
        PlaceInForm(
            form=each["form"],
            place=each["place"],
            types=tuple(each["types"]),
            enum=None if each["enum"] is None else tuple(each["enum"]),
            format=each["format"],
            description=each["description"],
        )
        for each in data["places"]
    )
    reads = {each["id"]: tuple(each["reads"]) for each in data["clauses"] if each.get("reads")}
    return Outline(places, reads, frozenset(place.form for place in places))
