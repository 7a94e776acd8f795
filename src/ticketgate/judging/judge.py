"""Judges: one response, or the two forms of one ticket, against the contract. All judging is here.

It never raises on any JSON, and no finding shows a value: it describes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ticketgate.contract.clauses import Kind
from ticketgate.contract.model import Contract
from ticketgate.contract.partitions import partitions_of
from ticketgate.contract.representations import Representation
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Operation, Request
from ticketgate.judging.attribution import attribute, failure_of, pointer_text
from ticketgate.judging.exercised import compile_walk
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.idsets import IdSet, Index
from ticketgate.judging.pruning import pruned
from ticketgate.judging.relations import Outcome, bind
from ticketgate.judging.relations.fields import fields_of
from ticketgate.judging.relations.pages import page_of
from ticketgate.judging.triggered import compile_triggers

if TYPE_CHECKING:
    from ticketgate.contract.documents import Pointer

__all__ = [
    "MOST_FINDINGS",
    "MOST_ROWS",
    "Judge",
]


#: Members of the full form that a server reduces unless the request asks for them (D1).
ON_REQUEST: Final[Mapping[str, str]] = {"customer": "includeCustomer", "intents": "includeIntents"}
#: At one place only the first of these counts: one cause, one finding.
_PRECEDENCE: Final = (Kind.ABSENCE, Kind.NULLABILITY, Kind.TYPE, Kind.ENUM, Kind.FORMAT, Kind.RANGE)
#: Rows of a page that are judged; no page has more (R76).
MOST_ROWS: Final = 500
#: Findings on the rows of a page after which no further row is judged. 500 empty rows make half as many, but
#: hundreds of broken items in every row would take minutes and gigabytes.
MOST_FINDINGS: Final = 50_000


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
            failure = failure_of(error)
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


def _id_of(body: Any) -> int | None:
    value = body.get("id") if isinstance(body, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
