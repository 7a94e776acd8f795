"""Plans reads of one ticket that try its parameters: each value alone, and every two values together."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import combinations, product
from typing import Final, TypeAlias

from ticketgate.contract.operations import Operation, Parameter
from ticketgate.exchange.request import Expectation, Request, reading

__all__ = ["pairs_of", "reads_of"]

#: What parameters are sent as, by their names; None for one that is left out.
_Sent: TypeAlias = dict[str, str | None]
_NONE: Final[frozenset[str]] = frozenset()


def reads_of(
    operation: Operation, tickets: Sequence[int], *, is_mock: bool, failing: AbstractSet[str] = _NONE
) -> list[list[Request]]:
    """Return reads of a ticket by each value of a parameter alone, and of another by every two values.

    One ticket alone is read in both ways. The first read of a ticket has no parameter but what is always
    sent, the second asks for all of it. failing are parameters that the target fails at: they are left out.
    What is always sent on a tenant is left out or sent otherwise there in one request each; a mock is asked
    in all combinations.
    """
    usual: _Sent = {name: value for name, value in operation.always if name not in failing}
    tried = [each for each in operation.parameters if _is_tried(each, failing, is_mock=is_mock)]
    alone: list[_Sent] = [{each.name: value} for each in tried for value in _values(each)]
    varied = [each for each in tried if is_mock or each.always is None]
    names = [each.name for each in varied]
    rows = pairs_of([_values(each) for each in varied])
    together: list[_Sent] = [dict(zip(names, row, strict=True)) for row in rows]
    whole: _Sent = {each.name: "true" for each in operation.completing}
    start: _Sent = {each.name: usual.get(each.name) for each in tried}
    parts = [alone, together] if len(tickets) > 1 else [alone + together]
    plans = [[start | sent for sent in ({}, whole, *part)] for part in parts]
    return [
        [_read(operation, ticket, usual, sent) for i, sent in enumerate(plan) if sent not in plan[:i]]
        for ticket, plan in zip(tickets, plans, strict=False)
    ]


def pairs_of(factors: Sequence[Sequence[str | None]]) -> Iterator[tuple[str | None, ...]]:
    """Yield rows with one value of each factor in which any two values of two factors occur together."""
    left = {
        ((i, a), (j, b))
        for (i, first), (j, second) in combinations(enumerate(factors), 2)
        for a, b in product(first, second)
    }
    while left:
        row = dict(min(left, key=repr))
        for i, values in enumerate(factors):
            if i not in row:
                gained = {value: len(left & _pairs({**row, i: value})) for value in values}
                row[i] = max(values, key=gained.__getitem__)
        left -= _pairs(row)
        yield tuple(row[i] for i in range(len(factors)))


def _pairs(row: Mapping[int, str | None]) -> set[tuple[tuple[int, str | None], ...]]:
    return {*combinations(sorted(row.items(), key=lambda each: each[0]), 2)}


def _is_tried(parameter: Parameter, failing: AbstractSet[str], *, is_mock: bool) -> bool:
    if parameter.in_path or parameter.never or parameter.name in failing or not parameter.values:
        return False
    return (parameter.always is None or parameter.otherwise) and (is_mock or not parameter.costly)


def _values(parameter: Parameter) -> tuple[str | None, ...]:
    return (None, *parameter.values)


def _read(operation: Operation, ticket: int, usual: _Sent, sent: _Sent) -> Request:
    """Return the read with the parameters that are not as usual; the client sends those that are."""
    others = {name: value for name, value in sent.items() if value != usual.get(name)}
    query = tuple((name, value) for name, value in others.items() if value is not None)
    freed = frozenset(others) & operation.optional
    return replace(reading(operation, ticket), query=query, freed=freed, expects=Expectation.VALID)
