"""What the contract says about finding data: which filter shows which partition, which rule needs what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any, Final

from ticketgate.contract.clauses import Kind, Node
from ticketgate.contract.forms import COMPACT, FULL
from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import FilterKey, FilterObject, SearchTerms
from ticketgate.exchange.request import Json
from ticketgate.planning.scope import scope_of

__all__ = ["NULL", "Ground", "Operand", "ground_of"]

#: The end of the id of a partition of things without value.
NULL: Final = "null"
_LONG_AGO: Final = "1970-01-01"
_FORMS: Final = (COMPACT, FULL)


@dataclass(frozen=True, slots=True)
class Operand:
    """The filter that shows a partition: ``Operand("t.status", "among", "open")``.

    ``meaning`` is that of the comparator. ``without_value`` says that it looks for fields without value or
    for all others, ``several`` that a ticket can have several values.
    """

    key: str
    meaning: str
    value: Json
    without_value: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What searches and tickets are chosen by; partitions are named by their ids, rules by their clauses.

    ``rows`` and ``full`` are what rows and full tickets can show. ``operands`` are the filters of the
    partitions of ``rows`` that have one. ``conditions`` are, for a rule or relation, the ways to meet
    what of its condition filters can express, each a set of partitions per member. ``open_keys`` take
    values that the contract does not list, ``date_keys`` can be sorted by, ``pinned`` are the keys that
    the run is limited by already, ``limits`` the filters that do so. ``reads_all`` says that no ticket is to
    be left out.
    """

    rows: frozenset[str]
    full: frozenset[str]
    operands: Mapping[str, Operand]
    conditions: Mapping[str, tuple[tuple[frozenset[str], ...], ...]]
    open_keys: Mapping[str, str]
    date_keys: Mapping[str, str]
    pinned: frozenset[str]
    limits: tuple[FilterObject, ...]
    seed: int
    search: SearchTerms
    strata: tuple[str, ...]
    reads_all: bool = False

    @property
    def partitions(self) -> frozenset[str]:
        """All that can be shown, in either form."""
        return self.rows | self.full

    @property
    def names_tickets(self) -> bool:
        """Whether the run is limited to certain tickets, so that there is nothing to look for."""
        return self.search.id_key in self.pinned


def ground_of(  # noqa: PLR0913 - each is one input of a run
    contract: Contract,
    partitions: Mapping[str, str],
    tickets: tuple[int, ...] = (),
    filters: tuple[tuple[str, str], ...] = (),
    seed: int = 7,
    *,
    reads_all: bool = False,
) -> Ground:
    """Return the ground of a run; partitions maps the id of each partition to the form that shows it.

    The run is limited to tickets and filters, as ``scope_of`` says; none means no limit.
    """
    search = contract.search
    row = contract.representations[COMPACT].node
    places = {node.place: node for node in row.walk()}
    operands = {
        partition: operand
        for key in contract.filters.values()
        for partition, operand in _operands(key, places, search.without_value)
        if partition in partitions
    }
    keys = contract.filters.values()
    return Ground(
        rows=frozenset(partition for partition, form in partitions.items() if form == COMPACT),
        full=frozenset(partition for partition, form in partitions.items() if form == FULL),
        operands=MappingProxyType(operands),
        conditions=MappingProxyType(dict(_conditions(contract, operands))),
        open_keys=MappingProxyType(
            {key.key: key.shown_at for key in keys if _is_open(key, places[key.shown_at], search)}
        ),
        date_keys=MappingProxyType(
            {key.key: key.shown_at for key in keys if key.family == "date" and key.sortable}
        ),
        pinned=frozenset(dict(filters)) | ({search.id_key} if tickets else set()),
        limits=tuple(scope_of(search, tickets, filters)),
        seed=seed,
        search=search,
        strata=contract.strata,
        reads_all=reads_all,
    )


def _operands(key: FilterKey, places: Mapping[str, Node], null: str) -> Iterator[tuple[str, Operand]]:
    """Yield the partitions of a key's member with their filters; an array's are of having items or none."""
    place = key.shown_at
    root = f"{COMPACT}:{place}"
    if key.family == "date":
        yield f"{root}=value", Operand(key.key, "at-least", _LONG_AGO)
        return
    several = "[]" in place
    without = Operand(key.key, "among", null, without_value=True, several=several)
    having = Operand(key.key, "besides", null, without_value=True, several=several)
    if several:
        array = f"{COMPACT}:{place.partition('[]')[0]}"
        yield f"{array}=empty", without
        yield f"{array}=filled", having
        return
    yield f"{root}={NULL}", without
    enum = places[place].enum
    if enum is None:
        yield f"{root}=value", having
    for value in enum or ():
        if value is not None:
            yield f"{root}={value}", Operand(key.key, "among", value)


def _is_open(key: FilterKey, node: Node, search: SearchTerms) -> bool:
    """Tell whether a key takes values that only data can tell, and that may be sent."""
    types = set(node.types) - {"null", "boolean"}
    listed = node.enum is not None or not types
    return key.family == "set" and not listed and not key.personal and key.key != search.id_key


def _conditions(
    contract: Contract, operands: Mapping[str, Operand]
) -> Iterator[tuple[str, tuple[tuple[frozenset[str], ...], ...]]]:
    for name in _FORMS:
        for conditions in contract.representations[name].conditions:
            for condition in conditions.each:
                ways = [
                    _expressible(way, operands)
                    for way in _ways(condition.rule.schema["if"], conditions.place)
                ]
                if any(ways):
                    yield condition.rule.clause, tuple(way for way in ways if way)
    for promise in contract.promises:
        way = _expressible(dict.fromkeys(promise.operands, ("value", "filled")), operands)
        if promise.kind is Kind.RELATION and way:
            yield from ((promise.clause(root), (way,)) for root in promise.on if root in _FORMS)


def _expressible(
    way: Mapping[str, tuple[str, ...]], operands: Mapping[str, Operand]
) -> tuple[frozenset[str], ...]:
    """Return what filters can express of a way to meet a condition, a set of partitions per member."""
    sets = (
        frozenset(name for token in tokens if (name := f"{COMPACT}:{place}={token}") in operands)
        for place, tokens in way.items()
    )
    return tuple(wanted for wanted in sets if wanted)


def _ways(condition: Mapping[str, Any], place: str) -> Iterator[dict[str, tuple[str, ...]]]:
    """Yield, for each alternative of an ``if``, the values it asks of each member."""
    alternatives = [
        condition.get("anyOf") or [{}],
        *(part.get("anyOf", [{}]) for part in condition.get("allOf", ())),
    ]
    for chosen in product(*alternatives):
        way: dict[str, tuple[str, ...]] = {}
        for schema in (condition, *chosen):
            for name, said in schema.get("properties", {}).items():
                if tokens := _tokens(said):
                    way[f"{place}.{name}" if place else name] = tokens
        yield way


def _tokens(said: Any) -> tuple[str, ...]:
    """Return the partitions of a member, by the end of their ids, in which it meets a schema."""
    if not isinstance(said, dict):
        return ()
    if "const" in said or "enum" in said:
        values = said.get("enum", [said.get("const")])
        return tuple(NULL if value is None else str(value) for value in values)
    types = said.get("type", ())
    types = (types,) if isinstance(types, str) else tuple(types)
    if not types:
        return ()
    if NULL in types:
        return (NULL,) if len(types) == 1 else ()
    return ("value", "filled")
