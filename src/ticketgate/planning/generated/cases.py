"""Plans generated requests: what both operations have to grant and to refuse. Nothing is sent here.

What each case puts to the test is decided here, whether it was derived from the schemas or not.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Any, Final

from ticketgate.contract.model import Contract
from ticketgate.exchange.credentials import Credentials
from ticketgate.exchange.request import Expectation, Json, Request, get_ticket, search
from ticketgate.planning.generated.from_schemas import Found, derive
from ticketgate.planning.generated.operand_values import DOCUMENTED, Values

__all__ = ["Case", "Known", "plan"]

#: Added to the greatest id known, gives one that no ticket has.
_FAR: Final = 1_000_000
_ID_BOUNDARIES: Final = (0, -1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64)
_MALFORMED: Final = (
    b'{"limit": 1',
    b'{"limit": 1,}',
    b"{'limit': 1}",
    b"limit=1",
    b'{"limit": NaN}',
    b'{"limit": 1, "filters": [{"key": "q", "value": "\xff"}]}',
)
#: Never a part of generated requests: they change tickets, and the client sends its own.
_FORCED: Final = frozenset({"refresh", "viewing", "erpCacheOnly"})
#: Sent to a mock only: a translation may cost its tenant money.
_COSTLY: Final = frozenset({"contentTranslationLanguage"})
_FAMILY: Final = re.compile(r"/anyOf/\d+")


@dataclass(frozen=True, slots=True)
class Case:
    """A request to send, and in words what it tries."""

    label: str
    request: Request


@dataclass(frozen=True, slots=True)
class Known:
    """What a run knows when it plans: tickets that can be read, rows, filters to stay within.

    On loopback cases may also name persons, which no live tenant is asked about.
    """

    tickets: Sequence[int]
    rows: Sequence[Mapping[str, Any]] = field(repr=False)
    within: Sequence[Json] = ()
    on_loopback: bool = False


def plan(contract: Contract, known: Known, seed: int) -> list[Case]:
    """Return the cases worth sending; the same arguments give the same list. known.tickets must not be empty.

    Kinds of cases take turns, so that whoever can afford only some takes them from the front.
    """
    choose = random.Random(seed)  # noqa: S311 - no secret is made of it
    values = Values.of(contract, known.rows, choose, personal=known.on_loopback)
    sources = (
        _credentials(known),
        _unknown_tickets(known),
        _bodies_to_refuse(known),
        _boundaries(known),
        *_generated(contract, known, values, choose),
    )
    cases: dict[tuple[Any, ...], Case] = {}
    for turn in zip_longest(*sources):
        for case in filter(None, turn):
            cases.setdefault(_identity(case.request), case)
    return list(cases.values())


# What no schema says: who asks, which tickets there are, what is no JSON at all


def _credentials(known: Known) -> Iterator[Case]:
    for credentials in Credentials:
        if credentials is Credentials.VALID:
            continue
        for request in (get_ticket(known.tickets[0]), _within(search({"limit": 1}), known)):
            yield Case(
                f"{request.operation}: credentials {credentials}",
                replace(request, credentials=credentials, expects=Expectation.UNAUTHORIZED),
            )


def _unknown_tickets(known: Known) -> Iterator[Case]:
    ids = {*known.tickets, *(row["id"] for row in known.rows)}
    for number in (max(ids) + _FAR, *_ID_BOUNDARIES):
        if number not in ids:
            request = replace(get_ticket(number), expects=Expectation.UNKNOWN)
            yield Case(f"getTicket: the unknown id {number}", request)


def _bodies_to_refuse(known: Known) -> Iterator[Case]:
    for number in (0, -1):
        request = replace(search({"limit": number}), expects=Expectation.LIMIT)
        yield Case(f"searchTickets: limit {number}", _within(request, known))
    request = replace(search({"orderByField": "t.noSuchField", "limit": 1}), expects=Expectation.ORDER_FIELD)
    yield Case("searchTickets: unknown orderByField", _within(request, known))
    for raw in _MALFORMED:
        yield Case("searchTickets: no JSON", replace(search(None), raw=raw, expects=Expectation.MALFORMED))


def _boundaries(known: Known) -> Iterator[Case]:
    """Yield integers that a server may cap or refuse but not fail at, and all kinds of operands."""
    yield Case("getTicket: no parameter", _valid(get_ticket(known.tickets[0])))
    one: Json = {"key": "t.id", "comparator": "in", "values": [known.tickets[0]]}
    for number in (2**31, 2**53, 2**63):
        yield Case(f"searchTickets: limit {number}", search({"limit": number, "filters": [one]}))
        yield Case(f"searchTickets: offset {number}", _within(search({"limit": 1, "offset": number}), known))
        for key in ("t.id", "tt_matchAny.tagId"):
            far: Json = {"key": key, "comparator": "in", "values": [number, str(number)]}
            request = _within(search({"limit": 1, "filters": [far]}), known)
            yield Case(f"searchTickets: {key} {number}", request)
    for condition in DOCUMENTED:
        request = _within(search({"limit": 1, "filters": [condition]}), known)
        yield Case(f"searchTickets: {condition['key']} as documented", _valid(request))


# What the schemas say


def _generated(
    contract: Contract, known: Known, values: Values, choose: random.Random
) -> Iterator[list[Case]]:
    """Yield, per operation and validity, one case per parameter and mutation, chosen by chance."""
    groups: dict[tuple[str, ...], dict[tuple[Any, ...], Case]] = {}
    for found in derive(contract, _FORCED if known.on_loopback else _FORCED | _COSTLY):
        case = _ticket_case(found, known, choose) if found.path else _search_case(found, known, values)
        if case is not None:
            groups.setdefault(_group(found), {}).setdefault(_identity(case.request), case)
    chosen = [(group[:2], choose.choice([*cases.values()])) for group, cases in groups.items()]
    choose.shuffle(chosen)
    for kind in sorted({kind for kind, _ in chosen}):
        yield _telling_first([case for own, case in chosen if own == kind])


def _telling_first(cases: list[Case]) -> list[Case]:
    """Return the cases, at each point the one that tries most of what those before it did not."""
    left, tried, ordered = {i: _tries(case.request) for i, case in enumerate(cases)}, set[str](), list[Case]()
    while left:
        best = max(left, key=lambda i: (len(left[i] - tried), -i))
        tried |= left.pop(best)
        ordered.append(cases[best])
    return ordered


def _tries(request: Request) -> frozenset[str]:
    """Return the parameters with their values, filter keys and comparators that a request names."""
    tried = {f"{name}={value}" for name, value in request.query}
    if isinstance(request.body, dict):
        filters = request.body.get("filters")
        members = {f"{name}={value}" for name, value in request.body.items() if name != "filters"}
        said = [each for each in filters if isinstance(each, dict)] if isinstance(filters, list) else []
        tried |= members | {str(each.get(name)) for each in said for name in ("key", "comparator")}
    return frozenset(tried)


def _group(found: Found) -> tuple[str, ...]:
    """Return what cases share that try the same: a parameter and its mutation, or a valid value."""
    kind = (found.operation.value, str(found.is_valid))
    if found.is_valid:
        return (*kind, _what(found.body) if found.body is not None else repr(found.query))
    if found.path:
        return (*kind, found.scenario, found.parameter)
    # The families of filters share most of their members; the paging and ordering beside them is everybody's.
    beside = isinstance(found.body, dict) and "filters" not in found.body
    value = repr(found.body) if beside else ""
    return (*kind, found.scenario, _FAMILY.sub("", found.location), found.description, value)


def _ticket_case(found: Found, known: Known, choose: random.Random) -> Case:
    ticket = get_ticket(choose.choice(known.tickets))
    if found.is_valid:
        names = ", ".join(f"{name}={value}" for name, value in found.query)
        return Case(f"getTicket: {names or 'no parameter'}", _valid(replace(ticket, query=found.query)))
    if found.parameter == "ticketId":
        request = replace(ticket, path=found.path)
    else:
        request = replace(ticket, query=tuple(pair for pair in found.query if pair[0] == found.parameter))
    label = f"getTicket: {found.parameter}, {found.scenario.replace('_', ' ')}"
    return Case(label, replace(request, expects=Expectation.INVALID))


def _search_case(found: Found, known: Known, values: Values) -> Case | None:
    if found.is_valid:
        filled = values.fill(found.body)
        if filled is None:
            return None
        return Case(
            f"searchTickets: {_what(found.body)}", _valid(_within(search({"limit": 1, **filled}), known))
        )
    expects = _refused_for(found.body, found.location, values.dates)
    if expects is None:
        return None
    body = {"limit": 1, **found.body} if isinstance(found.body, dict) else found.body
    request = replace(search(body), raw=b"null" if body is None else None)
    label = f"searchTickets: {found.description}"
    return Case(label, replace(_within(request, known), expects=expects))


def _what(body: Mapping[str, Any]) -> str:
    """Name what a valid body tries: its filter and comparator, or its members with their values."""
    if body.get("filters"):
        return ", ".join(f"{each['key']} {each.get('comparator', '')}".strip() for each in body["filters"])
    return ", ".join(f"{name} {value}" for name, value in body.items()) or "the empty body"


def _refused_for(body: Any, location: str, dates: frozenset[str]) -> Expectation | None:
    """Tell what a mutated body has to be refused for, None where a server may well take it.

    location is the JSON Pointer of the schema keyword that the mutation breaks.
    """
    steps = location.split("/")[1:]
    keyword, members = steps[-1], [name for before, name in pairwise(steps) if before == "properties"]
    if members and members[0] == "ticketScope":  # whether it is a member of the body is not published (Q21)
        return None
    if members and keyword != "required":
        value = _at(body, steps)
        if value is None or _is_arguable(body, members, value, dates):
            return None
    if members == ["orderByField"] and keyword == "enum" and isinstance(body["orderByField"], str):
        return Expectation.ORDER_FIELD
    if members == ["limit"] and keyword == "minimum":
        return Expectation.LIMIT
    return None if keyword == "maximum" else Expectation.INVALID


def _at(body: Any, steps: Sequence[str]) -> Any:
    """Return the value in the body that a pointer into its schema is about."""
    for before, step in pairwise(("", *steps)):
        if before == "properties":
            body = body[step]
        elif step == "items":
            body = body[0]
    return body


def _is_arguable(body: Mapping[str, Any], members: Sequence[str], value: Any, dates: frozenset[str]) -> bool:
    """Tell whether a server may convert an operand, or take an empty list for no condition at all."""
    if members[-1] not in {"value", "values"} or isinstance(value, dict):
        return False
    if isinstance(value, list):
        return not value
    return body["filters"][0].get("key") not in dates


def _valid(request: Request) -> Request:
    return replace(request, expects=Expectation.VALID)


def _within(request: Request, known: Known) -> Request:
    """Return the search with the filters that the run has to stay within."""
    body = request.body
    if not (known.within and isinstance(body, dict)):
        return request
    filters = body.get("filters", [])
    return (
        replace(request, body={**body, "filters": [*filters, *known.within]})
        if isinstance(filters, list)
        else request
    )


def _identity(request: Request) -> tuple[Any, ...]:
    return request.path_and_query, request.content, request.credentials
