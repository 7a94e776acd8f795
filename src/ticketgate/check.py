"""Judges: one response, or the two forms of one ticket, against the contract. All judging is here.

It never raises on any JSON, and no finding shows a value: it describes it.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

from ticketgate.clauses import KIND_OF_KEYWORD, Kind, Node, Rule
from ticketgate.contract import Contract, Representation
from ticketgate.documents import Pointer
from ticketgate.exchange import Exchange, NotJson, Operation, Request
from ticketgate.formats import date_dialect
from ticketgate.ids import IdSet, Index
from ticketgate.prune import pruned
from ticketgate.relations import Outcome, bind
from ticketgate.relations.pages import fields_of, page_of
from ticketgate.triggers import compile_triggers
from ticketgate.walk import compile_walk, partitions_of

__all__ = [
    "MOST_FINDINGS",
    "MOST_ROWS",
    "Failure",
    "Finding",
    "Judge",
    "Observation",
    "attribute",
    "generic",
    "shown",
    "value_at",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause broken at a place.

    ``place`` has array steps as ``[]``; ``pointer`` is the JSON Pointer of the first value that shows
    it. ``detail`` says what is there instead, without the value. ``source`` is the file a saved body
    was read from. ``disputed`` says that the second validation library sees no fault there. ``others`` are
    the requests whose answers disagree with that of ``request``.
    """

    clause: str
    place: str
    detail: str
    pointer: str
    ticket: int | None = None
    request: Request | None = None
    source: str = ""
    disputed: bool = False
    others: tuple[Request, ...] = ()

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two findings the same: clause and place."""
        return self.clause, self.place


@dataclass(frozen=True, slots=True)
class Observation:
    """What judging one thing showed.

    ``subject`` is a representation, ``pair`` or an operation; ``ticket`` the id of the ticket judged.
    The sets hold clause ids, and partition ids for ``partitions``. A clause of ``undecided`` was put to
    the test but could not be judged.
    """

    subject: str
    ticket: int | None
    exercised: AbstractSet[str]
    undecided: AbstractSet[str]
    partitions: AbstractSet[str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A validator's complaint in terms both libraries share: ways without ``$ref`` and ``if`` steps."""

    path: Pointer
    at: Pointer
    names: tuple[str, ...] = ()


#: Members of the full form that a server reduces unless the request asks for them (D1).
ON_REQUEST: Final[Mapping[str, str]] = {"customer": "includeCustomer", "intents": "includeIntents"}
#: At one place only the first of these counts: one cause, one finding.
_PRECEDENCE: Final = (Kind.ABSENCE, Kind.NULLABILITY, Kind.TYPE, Kind.ENUM, Kind.FORMAT, Kind.RANGE)
#: Rows of a page that are judged; no page has more (R76).
MOST_ROWS: Final = 500
#: Findings on the rows of a page after which no further row is judged. 500 empty rows make half as many, but
#: hundreds of broken items in every row would take minutes and gigabytes.
MOST_FINDINGS: Final = 50_000
_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}", re.ASCII)


class Judge:
    """Judges bodies and exchanges by one contract; compiling it takes some milliseconds."""

    def __init__(self, contract: Contract) -> None:
        """Bind the contract's promises to their code; raises DocumentError when one lacks the other."""
        self.contract = contract
        self.fields = fields_of(contract)
        self._bound = bind(contract)
        forms = contract.representations.items()
        partitions = [partition for name, form in forms for partition in partitions_of(name, form.node)]
        self._index = Index((*contract.clauses, *partitions))
        self._clauses = self._index.bits(contract.clauses)
        self._partitions = self._index.bits(partitions)
        self._walks = {name: compile_walk(name, form.node, self._index) for name, form in forms}
        self._triggers = {name: compile_triggers(form, self._index) for name, form in forms}
        self._below = {
            name: self._index.bits(
                c.id for c in contract.clauses.values() if c.root == "full" and _within(c.place, name)
            )
            for name in ON_REQUEST
        }

    def check(self, exchange: Exchange) -> tuple[Observation, ...]:
        """Judge an exchange: the answer as such, then the page and its rows, or the ticket."""
        request = exchange.request
        given: dict[str, tuple[Any, ...]] = {"answer": (exchange,)}
        if request.operation is Operation.SEARCH and (page := page_of(exchange, self.fields)) is not None:
            given["search"] = (page,)
        answer = self._observe_promises(request.operation.value, request.ticket_id, given, request)
        status = frozenset((f"{request.operation}:status={exchange.status}",))
        return (replace(answer, partitions=status), *self._check_body(exchange))

    def check_pair(
        self, full: Mapping[str, Any], compact: Mapping[str, Any], request: Request | None = None
    ) -> Observation:
        """Judge the two forms of one ticket side by side (R74); request is how the full form was read."""
        try:
            return self._observe_promises("pair", _id_of(full), {"pair": (full, compact)}, request)
        except RecursionError:
            forms = self.contract.representations
            full, cut = pruned(full, forms["full"].node, 0)
            compact, cut_too = pruned(compact, forms["compact"].node, 0)
            members = {place.partition(".")[0].removesuffix("[]") for place in cut | cut_too}
            compact = {name: value for name, value in compact.items() if name not in members}
            return self._observe_promises("pair", _id_of(full), {"pair": (full, compact)}, request)

    def check_ticket(self, root: str, body: Any, exchange: Exchange) -> Observation:
        """Judge one body as the representation root; exchange is how it was obtained."""
        form = self.contract.representations[root]
        whole, (body, cut) = body, pruned(body, form.node)
        structural, broken_rules = self._structural(form, body, whole, exchange)
        skipped = self._not_asked_for(root, exchange)
        if skipped:
            structural = [f for f in structural if not any(_within(f.place, name) for name in skipped)]
        unfit = (*_broken_places(structural), *cut, *skipped)
        told, triggered, undecided = self._walks[root](body), self._triggers[root](body), 0
        bit = self._index.bit
        if unfit:
            for rule in form.rules.values():
                if bit[rule.clause] & triggered and _touches(rule.operands, unfit):
                    undecided |= bit[rule.clause]
        exercised = told & self._clauses | triggered & ~undecided
        findings = [*structural, *(f for f in broken_rules if bit[f.clause] & exercised)]
        for bound in self._bound.get(root, ()) if isinstance(body, dict) else ():
            if unfit and _touches(bound.promise.operands, unfit):
                undecided |= bit[bound.clause]
            elif (outcome := bound.judge(body)) is not None:
                exercised |= bit[bound.clause]
                findings += _disagreements(bound.clause, outcome, _id_of(body), exchange.request)
        for name in skipped:
            undecided |= exercised & self._below[name]
        return Observation(
            subject=root,
            ticket=_id_of(body),
            exercised=IdSet(self._index, exercised & ~undecided),
            undecided=IdSet(self._index, undecided),
            partitions=IdSet(self._index, told & self._partitions),
            findings=tuple(findings),
        )

    def _check_body(self, exchange: Exchange) -> Iterator[Observation]:
        if not (exchange.succeeded and exchange.request.may_succeed):
            return
        try:
            body = exchange.json()
        except NotJson:
            return
        if exchange.request.operation is Operation.GET_TICKET:
            yield self.check_ticket("full", body, exchange)
            return
        yield self.check_ticket("search", body, exchange)
        rows, found = body.get("tickets") if isinstance(body, dict) else None, 0
        for row in rows[:MOST_ROWS] if isinstance(rows, list) else ():
            observation = self.check_ticket("compact", row, exchange)
            yield observation
            found += len(observation.findings)
            if found > MOST_FINDINGS:
                return

    def _not_asked_for(self, root: str, exchange: Exchange) -> tuple[str, ...]:
        if root != "full":
            return ()
        return tuple(name for name, flag in ON_REQUEST.items() if exchange.request.param(flag) != "true")

    def _structural(
        self, form: Representation, body: Any, whole: Any, exchange: Exchange
    ) -> tuple[list[Finding], list[Finding]]:
        """Return the structural findings, one per cause, and those of broken rules.

        The details are of the whole body, of which body is what was kept.
        """
        structural: dict[tuple[Pointer, str], tuple[int, Finding]] = {}
        rules: dict[tuple[str, str], Finding] = {}
        ticket = _id_of(body)
        for error in form.validator.iter_errors(body):
            failure = _failure(error)
            for clause, place, at, detail in attribute(form, whole, failure):
                finding = Finding(clause, place, detail, pointer_text(at), ticket, exchange.request)
                kind = self.contract.clauses[clause].kind
                if kind is Kind.RULE:
                    rules.setdefault((clause, place), finding)
                    continue
                # What is said of members (presence, undocumented) is one cause per member.
                apart = "" if kind in _PRECEDENCE else f"{clause} {detail}"
                rank = _PRECEDENCE.index(kind) if kind in _PRECEDENCE else 0
                known = structural.get((at, apart))
                if known is None or rank < known[0]:
                    structural[at, apart] = rank, finding
        return [finding for _, finding in structural.values()], list(rules.values())

    def _observe_promises(
        self,
        subject: str,
        ticket: int | None,
        given: Mapping[str, tuple[Any, ...]],
        request: Request | None,
    ) -> Observation:
        """Judge what is given, by what a promise judges; the other promises of the subject wait."""
        exercised: set[str] = set()
        findings: list[Finding] = []
        for bound in self._bound.get(subject, ()):
            values = given.get(bound.promise.judges)
            outcome = None if values is None else bound.judge(*values)
            if outcome is not None:
                exercised.add(bound.clause)
                findings += _disagreements(bound.clause, outcome, ticket, request)
        none: frozenset[str] = frozenset()
        return Observation(subject, ticket, frozenset(exercised), none, none, tuple(findings))


def attribute(form: Representation, body: Any, failure: Failure) -> Iterator[tuple[str, str, Pointer, str]]:
    """Yield clause, place, exact place and detail of what a validator complained about."""
    rule = _rule_at(form, failure.path)
    if rule is not None:
        yield rule.clause, generic(failure.at), failure.at, _describe_at(body, failure.at)
        return
    keyword = str(failure.path[-1])
    node = form.by_path.get(failure.path[:-1])
    if node is not None and keyword == "required":
        for name in failure.names:
            yield node.presence[name], _join(node.place, name), failure.at, "is missing"
    elif node is not None and keyword == "additionalProperties":
        for name in failure.names:
            yield node.clauses[Kind.UNDOCUMENTED], node.place, failure.at, f"has the member {shown(name)}"
    elif node is not None and keyword in KIND_OF_KEYWORD:
        value = value_at(body, failure.at)
        kind = KIND_OF_KEYWORD[keyword]
        if value is None and Kind.NULLABILITY in node.clauses:
            kind = Kind.NULLABILITY
        yield node.clauses[kind], node.place, failure.at, _detail(kind, node, value)
    else:  # a member that the form forbids: its schema is false, and the way ends at its name
        parent = form.by_path[failure.path[:-2]]
        yield parent.absence[keyword], _join(parent.place, keyword), failure.at, "is there"


def generic(at: Pointer) -> str:
    """Return a place without its indices: ``("tags", 0, "id")`` is ``tags[].id``."""
    text = ""
    for step in at:
        text = f"{text}[]" if isinstance(step, int) else _join(text, step)
    return text


def pointer_text(at: Pointer) -> str:
    """Return at as a JSON Pointer (RFC 6901); names that are no identifiers stay hidden."""
    return "".join(f"/{step if isinstance(step, int) else shown(step)}" for step in at)


def shown(name: str) -> str:
    """Return a member name or enum token if it may be shown, else a description of it.

    Names that look like identifiers carry no customer data; anything else might.
    """
    return name if _IDENTIFIER.fullmatch(name) else f"<name of {len(name)} characters>"


def describe(value: Any) -> str:
    """Say what a value is without showing it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return f"a string of {_counted(len(value), 'character')}" if value else "an empty string"
    if isinstance(value, (int, float)):
        return "an integer" if isinstance(value, int) else "a number with a fraction"
    if isinstance(value, list):
        return f"an array of {_counted(len(value), 'item')}"
    return f"an object of {_counted(len(value), 'member')}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _failure(error: Any) -> Failure:
    kind = error.kind
    names: tuple[str, ...] = ()
    if kind.name == "required":
        names = (kind.property,)
    elif kind.name == "additionalProperties":
        names = tuple(kind.unexpected)
    path = tuple(step for step in error.evaluation_path if step not in ("$ref", "if"))
    return Failure(path, tuple(error.instance_path), names)


def _rule_at(form: Representation, path: Pointer) -> Rule | None:
    if "allOf" not in path:
        return None
    return form.rules[path[: path.index("allOf") + 2]]


def _detail(kind: Kind, node: Node, value: Any) -> str:
    if kind is Kind.ENUM and isinstance(value, str):
        token = f'"{value}"' if _IDENTIFIER.fullmatch(value) else describe(value)
        return f"is {token}"
    if kind is Kind.FORMAT and isinstance(value, str):
        dialect = date_dialect(value) if node.format in ("mysql-datetime", "date-time") else None
        return f"is {describe(value)}" + (f" ({dialect})" if dialect else "")
    return f"is {describe(value)}"


def _describe_at(body: Any, at: Pointer) -> str:
    return f"is {describe(value_at(body, at))}" if at else "does not keep it"


def value_at(body: Any, at: Pointer) -> Any:
    """Return the part of body that the pointer leads to."""
    for step in at:
        body = body[step]
    return body


def _disagreements(
    clause: str, outcome: Outcome, ticket: int | None, request: Request | None
) -> Iterator[Finding]:
    for found in outcome or ():
        exact = found.place and "[]" not in found.place
        pointer = "/" + found.place.replace(".", "/") if exact else ""
        yield Finding(clause, found.place, found.detail, pointer, ticket, request)


def _broken_places(findings: list[Finding]) -> set[str]:
    """Return the places whose values cannot be relied on; a member too many spoils no other."""
    return {f.place for f in findings if not f.clause.endswith(f"/{Kind.UNDOCUMENTED}")}


def _touches(operands: tuple[str, ...], broken: tuple[str, ...]) -> bool:
    """Tell whether a broken place is one of the operands, an item of one, or above one.

    What is broken deeper within an operand does not matter: whatever is read there is an operand too.
    """
    return any(_within(operand, place) or place == f"{operand}[]" for place in broken for operand in operands)


def _within(place: str, outer: str) -> bool:
    return place == outer or place.startswith((f"{outer}.", f"{outer}[]")) or not outer


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _id_of(body: Any) -> int | None:
    value = body.get("id") if isinstance(body, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
