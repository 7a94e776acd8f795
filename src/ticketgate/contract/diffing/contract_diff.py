"""What two contracts differ in: on the wire, with what it does to a consumer, and in what is promised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ticketgate import __version__
from ticketgate.contract.clauses import Clause, Kind
from ticketgate.contract.diffing.changes_at_places import PlaceChange, Shift, place_changes
from ticketgate.contract.diffing.described_api import ApiDescription, BodyPlace
from ticketgate.contract.diffing.sought_values import MOST_TRIES
from ticketgate.contract.diffing.witness import Witnesses
from ticketgate.contract.traces import no_traces
from ticketgate.errors import UsageError

__all__ = [
    "CONTRACT_DIFF_SCHEMA",
    "ClauseChange",
    "ContractDiff",
    "Effect",
    "WireChange",
    "contract_diff_to_json",
    "diff_contracts",
]

#: The published form of what ``contract_diff_to_json`` returns.
CONTRACT_DIFF_SCHEMA: Final = Path(__file__).with_name("contract_diff.schema.json")
#: Keywords of which one value may mean the same as another: only a witness tells that anything has changed.
_UNTOLD: Final = frozenset(("format", "pattern", "multipleOf"))


class Effect(StrEnum):
    """What a change does to a consumer: to who sends the request and reads the answer."""

    BREAKS = "breaks"
    SAFE = "safe"
    #: The documents differ and no value was found that shows it.
    TEXTUAL = "textual"


@dataclass(frozen=True, slots=True)
class WireChange:
    """One change of what a body may hold.

    ``wider`` and ``narrower`` tell what became of the set of values. ``admitted`` and ``refused`` are
    witnesses: a value at ``change.at`` that is accepted now and was not, and the other way round; each alone
    in a tuple, None where none was found.
    """

    body: BodyPlace
    change: PlaceChange
    effect: Effect
    wider: bool
    narrower: bool
    admitted: tuple[Any] | None
    refused: tuple[Any] | None

    @property
    def is_shown(self) -> bool:
        """Whether there is a witness."""
        return self.admitted is not None or self.refused is not None


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of a clause.

    ``promise`` is ``added``, ``removed``, ``stronger``, ``weaker``, ``changed``, ``reworded`` or ``same``.
    Levels and evidence are told apart from it: they say how binding a promise is, and change nothing on the
    wire.
    """

    promise: str
    old: Clause | None
    new: Clause | None

    @property
    def clause(self) -> Clause:
        """The clause, as it is now if it still is."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def level(self) -> tuple[str, str] | None:
        """The level before and now, None where it is the same."""
        if self.old and self.new and self.old.level != self.new.level:
            return self.old.level.name, self.new.level.name
        return None

    @property
    def evidence(self) -> tuple[str, str] | None:
        """The evidence before and now, None where it is the same."""
        if self.old and self.new and self.old.evidence != self.new.evidence:
            return self.old.evidence, self.new.evidence
        return None


@dataclass(frozen=True, slots=True)
class ContractDiff:
    """All differences; ``only_old`` and ``only_new`` are described by one side alone and not compared."""

    old: str
    new: str
    wire: tuple[WireChange, ...]
    clauses: tuple[ClauseChange, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    compared: int

    @property
    def breaking(self) -> tuple[WireChange, ...]:
        """The changes that break a consumer."""
        return tuple(each for each in self.wire if each.effect is Effect.BREAKS)

    @property
    def exit_code(self) -> int:
        """1 when something breaks a consumer, else 0."""
        return 1 if self.breaking else 0


def diff_contracts(old: ApiDescription, new: ApiDescription) -> ContractDiff:
    """Compare two APIs.

    Raises UsageError when they have no operation in common: nothing was compared then.
    """
    if not old.operations.keys() & new.operations.keys():
        problem = "describe no operation in common (method and path, with that of the first server before it)"
        raise UsageError(f"{old.name} and {new.name} {problem}, so there is nothing to compare")
    shared = sorted(old.bodies.keys() & new.bodies.keys())
    witnesses = Witnesses()
    with no_traces():
        wire = [change for body in shared for change in _of_body(body, old, new, witnesses)]
    return ContractDiff(
        old=old.name,
        new=new.name,
        wire=tuple(sorted(wire, key=lambda each: list(Effect).index(each.effect))),
        clauses=tuple(_clause_changes(old, new)),
        only_old=tuple(_only_in(old, new)),
        only_new=tuple(_only_in(new, old)),
        compared=len(shared),
    )


def _of_body(
    body: BodyPlace, old: ApiDescription, new: ApiDescription, witnesses: Witnesses
) -> Iterator[WireChange]:
    before, after = old.bodies[body], new.bodies[body]
    if body.part == "parameters":
        both = before["properties"].keys() & after["properties"].keys()
        before, after = _with_members(before, both), _with_members(after, both)
    for change in place_changes(old.form, new.form, before, after):
        yield _judged(body, change, old, new, witnesses)


def _with_members(schema: Mapping[str, Any], names: Any) -> Mapping[str, Any]:
    """Leave out the members that one side alone describes: a server may take them for all that it says."""
    return {**schema, "properties": {key: said for key, said in schema["properties"].items() if key in names}}


def _judged(
    body: BodyPlace, change: PlaceChange, old: ApiDescription, new: ApiDescription, witnesses: Witnesses
) -> WireChange:
    admitted = refused = None
    if change.shift is not Shift.NARROWER:
        admitted = witnesses.of(change, new, old, old_takes=False)
    if change.shift is not Shift.WIDER:
        refused = witnesses.of(change, old, new, old_takes=True)
    wider, narrower = admitted is not None, refused is not None
    if not (wider or narrower) and change.keyword not in _UNTOLD and change.shift is not Shift.OPEN:
        wider, narrower = change.shift is not Shift.NARROWER, change.shift is not Shift.WIDER
    breaks = wider if body.from_server else narrower
    effect = Effect.BREAKS if breaks else Effect.SAFE if wider or narrower else Effect.TEXTUAL
    return WireChange(body, change, effect, wider, narrower, admitted, refused)


def _only_in(here: ApiDescription, there: ApiDescription) -> Iterator[str]:
    """Yield in words what one side describes and the other does not."""
    for name, shown in sorted(here.operations.items()):
        if name not in there.operations:
            yield shown
    for body, schema in sorted(here.bodies.items(), key=lambda each: each[0]):
        if body.operation not in there.operations:
            continue
        shown = here.operations[body.operation]
        if body not in there.bodies:
            yield f"{shown}, {body.direction} {body.part}"
        elif body.part == "parameters":
            known = there.bodies[body]["properties"]
            yield from (
                f"{shown}, parameter {name}" for name in sorted(schema["properties"]) if name not in known
            )


def _clause_changes(old: ApiDescription, new: ApiDescription) -> Iterator[ClauseChange]:
    """Yield what became of the clauses, of two contracts of ours alone."""
    if old.contract is None or new.contract is None:
        return
    before, after = old.contract.clauses, new.contract.clauses
    shifts = _shifts(old, new)
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        change = ClauseChange(_promise(was, now, shifts), was, now)
        if change.promise != "same" or change.level or change.evidence:
            yield change


def _shifts(old: ApiDescription, new: ApiDescription) -> Mapping[tuple[str, str, Kind], set[Shift]]:
    """Return which way the promise on each place of each form went, by form, place (or rule) and kind."""
    found: dict[tuple[str, str, Kind], set[Shift]] = {}
    for name in old.forms.keys() & new.forms.keys():
        for change in place_changes(old.form, new.form, old.forms[name], new.forms[name]):
            place = change.about if change.kind is Kind.RULE else change.place
            found.setdefault((name, place, change.kind), set()).add(change.shift)
    return found


def _promise(
    was: Clause | None, now: Clause | None, shifts: Mapping[tuple[str, str, Kind], set[Shift]]
) -> str:
    if was is None or now is None:
        return "added" if was is None else "removed"
    place = now.id.rpartition("/")[2] if now.kind is Kind.RULE else now.place
    # The values that a clause lists say the type as well.
    kinds = (Kind.ENUM, Kind.TYPE) if now.kind is Kind.ENUM else (now.kind,)
    went = {shift for kind in kinds for shift in shifts.get((now.root, place, kind), ())}
    if went:
        return "weaker" if went == {Shift.WIDER} else "stronger" if went == {Shift.NARROWER} else "changed"
    said = [(each.title, each.description, each.keeps, each.breaks) for each in (was, now)]
    return "same" if said[0] == said[1] else "reworded"


def contract_diff_to_json(diff: ContractDiff) -> dict[str, Any]:
    """Return the differences as a value for JSON, in the form of ``contract_diff.schema.json``."""
    return {
        "schema": 1,
        "tool": {"name": "ticketgate", "version": __version__},
        "old": diff.old,
        "new": diff.new,
        "exitCode": diff.exit_code,
        "compared": diff.compared,
        "tries": MOST_TRIES,
        "wire": [_wire_to_json(each) for each in diff.wire],
        "clauses": [_clause_to_json(each) for each in diff.clauses],
        "onlyOld": list(diff.only_old),
        "onlyNew": list(diff.only_new),
    }


def _wire_to_json(each: WireChange) -> dict[str, Any]:
    witnesses = {"acceptedNow": each.admitted, "refusedNow": each.refused}
    return {
        "operation": each.body.operation,
        "direction": each.body.direction,
        "part": each.body.part,
        "place": each.change.place,
        "keyword": each.change.keyword,
        "kind": each.change.kind,
        "change": each.change.said,
        "effect": each.effect,
        "wider": each.wider,
        "narrower": each.narrower,
        "witness": {
            "at": each.change.at,
            **{key: one[0] for key, one in witnesses.items() if one is not None},
        }
        if each.is_shown
        else None,
    }


def _clause_to_json(each: ClauseChange) -> dict[str, Any]:
    return {
        "clause": each.clause.id,
        "place": each.clause.place,
        "promise": each.promise,
        "level": None if each.level is None else {"old": each.level[0], "new": each.level[1]},
        "evidence": None if each.evidence is None else {"old": each.evidence[0], "new": each.evidence[1]},
    }
