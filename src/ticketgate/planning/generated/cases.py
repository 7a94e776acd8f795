"""Plans generated requests: what every operation has to grant and to refuse. Nothing is sent here.

What each case puts to the test is decided here, whether it was derived from the schemas or not.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any, Final

from ticketgate.contract.model import Contract
from ticketgate.contract.operations import Operation, Parameter
from ticketgate.contract.search_terms import FilterObject
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Json, Request, reading, searching
from ticketgate.planning.generated.by_nobody import asked_by_nobody
from ticketgate.planning.generated.from_schemas import SchemaCase, derivation
from ticketgate.planning.generated.joined_searches import joined_searches
from ticketgate.planning.generated.odd_bodies import (
    WaysToWrite,
    extended_bodies,
    malformed_bodies,
    misplaced_comparators,
    nested_filters,
    ordinary_bodies,
    shapeless_bodies,
    unusual_bodies,
)
from ticketgate.planning.generated.odd_filters import broken_on_purpose, odd_operands, odd_searches
from ticketgate.planning.generated.odd_flags import odd_flags
from ticketgate.planning.generated.operand_values import OperandValues
from ticketgate.planning.generated.refusals import refused_for
from ticketgate.planning.generated.spelled_ids import escaped, misspelt
from ticketgate.planning.generated.telling_first import interspersed, telling_first

__all__ = ["GeneratedCase", "Givens", "plan_cases"]

#: Ways of having no valid credentials that have their turn at once.
_CREDENTIALS_A_TURN: Final = 3
#: Searches with one thing out of place, and texts that are no id, of which there are more than of others.
_NEARLY_RIGHT_A_TURN: Final = 4
_SPELLED_A_TURN: Final = 2
_BEYOND: Final = (2**31, 2**64)
#: What schemathesis calls it when it leaves a member out.
_LACKING: Final = "object_missing_required_property"


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """A request to send, and in words what it tries."""

    label: str
    request: Request


@dataclass(frozen=True, slots=True)
class Givens:
    """What a run knows when it plans: rows, filters to stay within, values for the paths of operations.

    ``readable`` are values that can be read, by the id of the operation, ``unknown`` numbers that are no
    ids: ``{"getTicket": (17, 18)}``. A mock may also be asked about persons and for what costs money.
    """

    readable: Mapping[str, Sequence[int | str]]
    unknown: Mapping[str, Sequence[int]]
    rows: Sequence[Mapping[str, Any]] = field(repr=False)
    within: Sequence[FilterObject] = ()
    is_mock: bool = False
    #: The ways of having no valid credentials that may be tried.
    credentials: Sequence[Credentials] = (Credentials.NONE, Credentials.FORGED)


def plan_cases(contract: Contract, givens: Givens, seed: int) -> list[GeneratedCase]:
    """Return the cases worth sending; the same arguments give the same list.

    Kinds take turns: whoever can afford some takes them from the front. Without a value for its path an
    operation is left out.
    """
    planning = _Planning(contract, givens, random.Random(seed))  # noqa: S311 - no secret is made of it
    *derived, at_last = planning.generated()
    by_turns = zip_longest(
        *planning.credentials(),
        planning.unknown(),
        *[planning.spelled()] * _SPELLED_A_TURN,
        planning.flags(),
        planning.bodies_to_refuse(),
        *[planning.nearly_right()] * _NEARLY_RIGHT_A_TURN,
        planning.malformed(),
        planning.shapeless(),
        planning.unusual(),
        planning.boundaries(),
        *derived,
    )
    needed = chain((case for turn in by_turns for case in turn if case is not None), at_last)
    cases: dict[tuple[Any, ...], GeneratedCase] = {}
    for case in interspersed(needed, planning.granted()):
        cases.setdefault(_identity(case.request), case)
    return list(cases.values())


class _Planning:
    """What the sources of cases share: the contract, what is known, and a source of choices."""

    def __init__(self, contract: Contract, givens: Givens, choose: random.Random) -> None:
        self._contract = contract
        self._search = contract.search
        self._givens = givens
        self._choose = choose
        self._values = OperandValues.of(contract, givens.rows, choose, personal=givens.is_mock)
        self._reads = tuple(each for each in contract.operations.values() if self._is_readable(each))

    # What no schema says: who asks, what there is, what is no JSON at all

    def credentials(self) -> Iterator[Iterator[GeneratedCase]]:
        """Yield, by operation, requests by nobody, by each way of having no credentials that may be tried."""
        for operation in (*self._reads, self._contract.searching):
            yield from [self._by_nobody(operation)] * _CREDENTIALS_A_TURN

    def _by_nobody(self, operation: Operation) -> Iterator[GeneratedCase]:
        unknown, search = self._givens.unknown.get(operation.id, ()), self._search
        wrong = reading(operation, unknown[0]) if unknown else None
        completing = tuple((each.name, "true") for each in operation.completing)
        plain = replace(self._plain(operation), query=completing)
        full = replace(plain, query=tuple((each.name, "true") for each in self._switches(operation)))
        if operation.body:
            wrong = replace(self._searching(None), raw=malformed_bodies(search)[0])
            full = self._within(self._searching({**search.defaults, **search.spam_left_out_by}))
        found = asked_by_nobody(plain, full, wrong, self._givens.credentials)
        yield from (GeneratedCase(f"{operation}: {what}", request) for what, request in found)

    def _switches(self, operation: Operation) -> Iterator[Parameter]:
        """Yield the parameters that may be switched on here."""
        for each in operation.parameters:
            is_free = not (each.never or each.always is not None)
            if "true" in each.values and is_free and (self._givens.is_mock or not each.costly):
                yield each

    def unknown(self) -> Iterator[GeneratedCase]:
        """Yield reads of what is not there, by numbers that a database may stumble over."""
        for operation in self._reads:
            for number in self._givens.unknown.get(operation.id, ()):
                request = replace(reading(operation, number), expects=Expectation.UNKNOWN)
                yield GeneratedCase(f"{operation}: the unknown id {number}", request)

    def spelled(self) -> Iterator[GeneratedCase]:
        """Yield reads by texts that are no id, and by an id that is written in another way."""
        for operation in self._reads:
            known = [value for value in self._givens.readable.get(operation.id, ()) if type(value) is int]
            if operation.key is None or not known:
                continue
            path = operation.path_of(escaped(known[0]))
            yield GeneratedCase(
                f"{operation}: an id in escapes", _valid(replace(reading(operation, 0), path=path))
            )
            # Whether zeros may lead is open: what is read has to be the ticket all the same.
            yield GeneratedCase(f"{operation}: an id after a zero", reading(operation, f"0{known[0]}"))
            for text in misspelt(known[0], is_mock=self._givens.is_mock):
                request = replace(reading(operation, text), expects=Expectation.INVALID)
                yield GeneratedCase(f"{operation}: the text {text!r} as an id", request)

    def flags(self) -> Iterator[GeneratedCase]:
        """Yield reads with flags that are misspelt, or sent twice."""
        for operation in self._reads:
            plain = self._sample(operation)
            for what, request in odd_flags(operation, plain, is_mock=self._givens.is_mock):
                yield GeneratedCase(f"{operation}: {what}", request)

    def bodies_to_refuse(self) -> Iterator[GeneratedCase]:
        """Yield searches by what is below the least, on no list or nested without end."""
        search, below = self._search, Expectation.BELOW_MINIMUM
        order: Json = {search.order: "t.noSuchField", search.limit: 1}
        yield self._refused(f"{search.limit} 0", {search.limit: 0}, below)
        yield self._refused(f"unknown {search.order}", order, Expectation.UNLISTED)
        yield self._refused(f"{search.limit} -1", {search.limit: -1}, below)
        yield self._refused(f"{search.filters} nested without end", nested_filters(search))

    def nearly_right(self) -> Iterator[GeneratedCase]:
        """Yield searches that have one thing in them which is out of place, or nearly what is documented."""
        search = self._search
        # Lists first: what they put to the test is a promise of its own.
        for is_list, condition in sorted(misplaced_comparators(self._contract), key=lambda each: not each[0]):
            said = " ".join(str(condition[search.parts[part]]) for part in ("key", "comparator"))
            body: Json = {search.limit: 1, search.filters: [condition]}
            expects = Expectation.LIST_OF_MOMENTS if is_list else Expectation.INVALID
            yield self._refused(said, body, expects)
        for what, body, expects in odd_searches(self._contract, self._choose):
            yield self._refused(what, body, expects)

    def _refused(self, what: str, body: Json, expects: Expectation = Expectation.INVALID) -> GeneratedCase:
        request = replace(self._searching(body), expects=expects)
        return GeneratedCase(f"{self._contract.searching}: {what}", self._within(request))

    def malformed(self) -> Iterator[GeneratedCase]:
        """Yield searches with bodies that are no JSON."""
        yield GeneratedCase(f"{self._contract.searching}: no body", replace(self._searching(None), raw=b""))
        for raw in malformed_bodies(self._search):
            refused = replace(self._searching(None), raw=raw, expects=Expectation.MALFORMED)
            yield GeneratedCase(f"{self._contract.searching}: no JSON", refused)

    def shapeless(self) -> Iterator[GeneratedCase]:
        """Yield searches with bodies that are JSON and no search."""
        for what, raw in shapeless_bodies(self._search):
            refused = replace(self._searching(None), raw=raw, expects=Expectation.INVALID)
            yield GeneratedCase(f"{self._contract.searching}: {what}", refused)

    def unusual(self) -> Iterator[GeneratedCase]:
        """Yield searches for one ticket whose bodies are written in a way that a server may refuse."""
        for ticket in self._givens.readable.get(self._contract.reading.id, ())[:1]:
            for what, search in extended_bodies(self._search, int(ticket)):
                request = self._within(replace(self._searching(search), expects=Expectation.EXTENDED))
                yield GeneratedCase(f"{self._contract.searching}: one ticket, {what}", request)
        yield from self._written(unusual_bodies, Expectation.UNUSUAL)

    def _written(self, bodies: WaysToWrite, expects: Expectation) -> Iterator[GeneratedCase]:
        """Yield searches for one ticket whose bodies are written in each of these ways."""
        for ticket in self._givens.readable.get(self._contract.reading.id, ())[:1]:
            for what, media_type, raw in bodies(self._search, int(ticket), self._givens.within):
                request = replace(self._searching(None), raw=raw, media_type=media_type, expects=expects)
                yield GeneratedCase(f"{self._contract.searching}: one ticket, {what}", request)

    def boundaries(self) -> Iterator[GeneratedCase]:
        """Yield integers that a server may cap or refuse but not fail at."""
        search, name = self._search, self._contract.searching
        known = self._givens.readable.get(self._contract.reading.id, ())[:1]
        one = search.among(search.id_key, *known)
        yield GeneratedCase(f"{name}: null for {search.filters}", self._searching({search.filters: None}))
        any_tag = next((key for key, relation in search.sets.items() if relation == "any"), None)
        for number in _BEYOND:
            limited: Json = {search.limit: number, search.filters: [one]}
            yield GeneratedCase(f"{name}: {search.limit} {number}", self._searching(limited))
            moved = self._searching({search.limit: 1, search.offset: number})
            yield GeneratedCase(f"{name}: {search.offset} {number}", self._within(moved))
            keys = [key for key in (search.id_key, any_tag) if key is not None]
            far: Json = [search.among(key, number, str(number)) for key in keys]
            request = self._within(self._searching({search.limit: 1, search.filters: far}))
            yield GeneratedCase(f"{name}: {' and '.join(keys)} {number}", request)
        for what, conditions, is_valid in odd_operands(self._contract):
            request = self._within(self._searching({search.limit: 1, search.filters: conditions}))
            yield GeneratedCase(f"{name}: {what}", _valid(request) if is_valid else request)

    # What the schemas say

    def generated(self) -> Iterator[list[GeneratedCase]]:
        """Yield, by operation, a case for each keyword that is broken at a place, chosen by chance.

        At last come searches with a value that is wrong: those that are nearly right have such, too.
        """
        groups: dict[tuple[str, ...], dict[tuple[Any, ...], GeneratedCase]] = {}
        for found in self._derived():
            case = self._search_case(found) if found.operation.body else self._read_case(found)
            if case is not None:
                groups.setdefault(self._group(found), {}).setdefault(_identity(case.request), case)
        chosen = [(group, self._choose.choice([*cases.values()])) for group, cases in groups.items()]
        self._choose.shuffle(chosen)
        at_last = {each for each in groups if each[0] == self._contract.searching.id and _LACKING not in each}
        for kind in sorted({group[:2] for group in groups.keys() - at_last}):
            cases = [case for group, case in chosen if group[:2] == kind and group not in at_last]
            yield telling_first(cases, self._tried_by)
        yield telling_first([case for group, case in chosen if group in at_last], self._tried_by)

    def granted(self) -> Iterator[GeneratedCase]:
        """Yield what has to be granted: what no comparison of searches tries, and any way to write JSON."""
        search, name = self._search, self._contract.searching
        for operation in self._reads:
            if operation is not self._contract.reading:  # a ticket is read in all ways before
                yield GeneratedCase(f"{operation}: no parameter", _valid(self._sample(operation)))
        groups: dict[str, dict[str, dict[str, Any]]] = {}
        for found in self._derived():
            filled = self._values.fill(found.body) if found.is_valid and found.operation.body else None
            if filled is not None and not self._is_compared(filled):
                groups.setdefault(self._what(found.body), {}).setdefault(repr(filled), filled)
        chosen = [self._choose.choice([*bodies.values()]) for bodies in groups.values()]
        self._choose.shuffle(chosen)
        cases = [
            GeneratedCase(
                f"{name}: {self._what(body)}",
                _valid(self._within(self._searching({search.limit: 1, **body}))),
            )
            for body in joined_searches(search, search.samples, chosen)
        ]
        yield from telling_first(cases, self._tried_by)
        yield from self._written(ordinary_bodies, Expectation.VALID)

    def _is_compared(self, body: Mapping[str, Any]) -> bool:
        """Tell whether searches held against known rows try the same: keys that rows show, orders."""
        search = self._search
        conditions = body.get(search.filters, ())
        keys = [search.keys[each[search.parts["key"]]] for each in conditions]
        if keys:
            shown = self._contract.filters.keys() | search.sets.keys()
            return all(key.key in shown and not key.undecided for key in keys)
        return body.get(search.order) in search.keys

    def _derived(self) -> Sequence[SchemaCase]:
        return derivation(self._contract, costly=self._givens.is_mock).cases

    def _group(self, found: SchemaCase) -> tuple[str, ...]:
        """Return what cases share that try the same: a parameter and its mutation, or a valid value."""
        kind = (found.operation.id, str(found.is_valid))
        if found.is_valid:
            return (*kind, self._what(found.body) if found.body is not None else repr(found.query))
        if not found.operation.body:
            return (*kind, found.scenario, found.parameter)
        return (*kind, found.scenario, found.place, found.description)

    def _read_case(self, found: SchemaCase) -> GeneratedCase | None:
        operation = found.operation
        # The parameters of a ticket have reads of their own.
        if operation not in self._reads or (found.is_valid and operation is self._contract.reading):
            return None
        request = self._sample(operation, by_chance=True)
        if found.is_valid:
            names = ", ".join(f"{name}={value}" for name, value in found.query)
            return GeneratedCase(
                f"{operation}: {names or 'no parameter'}", _valid(replace(request, query=found.query))
            )
        if operation.key is not None and found.parameter == operation.key.name:
            request = replace(request, path=found.path)
        else:
            mutated = tuple(pair for pair in found.query if pair[0] == found.parameter)
            if not mutated:
                return None  # what is left of it is the plain read
            request = replace(request, query=mutated)
        label = f"{operation}: {found.parameter}, {found.scenario.replace('_', ' ')}"
        return GeneratedCase(label, replace(request, expects=Expectation.INVALID))

    def _search_case(self, found: SchemaCase) -> GeneratedCase | None:
        name, limit = found.operation, self._search.limit
        if found.is_valid:
            return None  # joined with others
        expects = refused_for(self._contract.documents, found)
        if expects is None or found.place in broken_on_purpose(self._search):
            return None
        body = {limit: 1, **found.body} if isinstance(found.body, dict) else found.body
        request = replace(self._searching(body), raw=b"null" if body is None else None)
        return GeneratedCase(f"{name}: {found.description}", replace(self._within(request), expects=expects))

    def _what(self, body: Mapping[str, Any]) -> str:
        """Name what a valid body tries: its filter and comparator, or its members with their values."""
        key, comparator = self._search.parts["key"], self._search.parts["comparator"]
        filters = [
            f"{each[key]} {each.get(comparator, '')}".strip() for each in body.get(self._search.filters, ())
        ]
        members = [f"{name} {value}" for name, value in body.items() if name != self._search.filters]
        return ", ".join(filters + members) or "no filter and no member"

    def _tried_by(self, case: GeneratedCase) -> frozenset[str]:
        """Return the parameters with their values, filter keys and comparators that a request names."""
        request = case.request
        tried = {f"{name}={value}" for name, value in request.query}
        if isinstance(request.body, dict):
            filters = request.body.get(self._search.filters)
            members = {
                f"{name}={value}" for name, value in request.body.items() if name != self._search.filters
            }
            said = [each for each in filters if isinstance(each, dict)] if isinstance(filters, list) else []
            names = (self._search.parts["key"], self._search.parts["comparator"])
            tried |= members | {str(each.get(name)) for each in said for name in names}
        return frozenset(tried)

    # Requests

    def _is_readable(self, operation: Operation) -> bool:
        known = self._givens.readable.get(operation.id, ())
        return not operation.body and (operation.key is None or bool(known))

    def _sample(self, operation: Operation, *, by_chance: bool = False) -> Request:
        """Return the plain request for something that is known to be there: the first, or any by chance."""
        if operation.key is None:
            return reading(operation, "")
        known = self._givens.readable[operation.id]
        return reading(operation, self._choose.choice(known) if by_chance else known[0])

    def _plain(self, operation: Operation) -> Request:
        """Return the shortest request that is granted."""
        if not operation.body:
            return self._sample(operation)
        return self._within(self._searching({self._search.limit: 1}))

    def _searching(self, body: Json) -> Request:
        return searching(self._contract.searching, body)

    def _within(self, request: Request) -> Request:
        """Return the search with the filters that the run has to stay within."""
        body, name = request.body, self._search.filters
        if not (self._givens.within and isinstance(body, dict)):
            return request
        filters = body.get(name, [])
        if not isinstance(filters, list):
            return request
        return replace(request, body={**body, name: [*filters, *self._givens.within]})


def _valid(request: Request) -> Request:
    return replace(request, expects=Expectation.VALID)


def _identity(request: Request) -> tuple[Any, ...]:
    return request.path_and_query, request.content, request.media_type, request.credentials
