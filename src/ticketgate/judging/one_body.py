"""Judges one body by its form: what it puts to the test, what is broken in it, and what cannot be decided."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ticketgate.contract.clauses import Clause, Kind
from ticketgate.contract.partitions import partitions_of
from ticketgate.contract.places import is_within
from ticketgate.contract.representations import Representation
from ticketgate.contract.search_terms import SearchTerms
from ticketgate.exchange.request import Request
from ticketgate.exchange.rows import ticket_of
from ticketgate.judging.attribution import attribute, failure_of, pointer_text
from ticketgate.judging.exercised import compile_exercised
from ticketgate.judging.findings import Finding, Observation, findings_of
from ticketgate.judging.idsets import IdSet, Index
from ticketgate.judging.pruning import USUAL_SIZE, pruned
from ticketgate.judging.relations.table import Bound

if TYPE_CHECKING:
    from ticketgate.contract.documents import Pointer

__all__ = ["BodyJudge"]

#: At one place only the first of these counts: one cause, one finding.
_PRECEDENCE: Final = (Kind.ABSENCE, Kind.NULLABILITY, Kind.TYPE, Kind.ENUM, Kind.FORMAT, Kind.RANGE)

_NOWHERE: Final[frozenset[str]] = frozenset()


class BodyJudge:
    """Judges bodies of one form. Sets of clauses are the bits of an index in here."""

    def __init__(
        self, form: Representation, clauses: Sequence[Clause], relations: Iterable[Bound], terms: SearchTerms
    ) -> None:
        """Prepare for the form with its clauses; relations are the promises between values of one body.

        terms name the member that says which ticket a body is.
        """
        self._terms = terms
        self._form = form
        self._clauses = clauses
        self._kinds = {clause.id: clause.kind for clause in clauses}
        partitions = tuple(partitions_of(form.name, form.node))
        self._index = Index((*self._kinds, *partitions))
        self._of_clauses = self._index.bits(self._kinds)
        self._of_partitions = self._index.bits(partitions)
        self._exercised = compile_exercised(form, self._index)
        self._relations = tuple((self._index.bit[bound.clause], bound) for bound in relations)
        #: Rules and relations with the places that they read.
        self._readers = (
            *((self._index.bit[rule.clause], rule.operands) for rule in form.rules.values()),
            *((bit, bound.promise.operands) for bit, bound in self._relations),
        )
        # Both are asked for places of the contract only, and there are few.
        self._clauses_in = cache(self._all_in)
        self._clauses_reading = cache(self._all_reading)

    def observe(self, body: Any, request: Request, written: bytes | None = None) -> Observation:
        """Judge a body; request is what brought it, and written the text that it was parsed from, if any."""
        unasked = self._not_asked_for(request)
        kept, cut, structural, of_rules = body, _NOWHERE, list[Finding](), list[Finding]()
        if written is None or len(written) > USUAL_SIZE or not self._form.usual.is_valid(body):
            kept, cut = pruned(body, self._form.node)
            structural, of_rules = self._complaints(kept, body, request)
        structural = [f for f in structural if not any(is_within(f.place, member) for member in unasked)]
        undecidable = self._undecidable((*_broken_places(structural), *cut), unasked)
        shown = self._exercised(kept)
        related, disagreements = self._related(kept, undecidable, request)
        tested = shown & self._of_clauses | related
        exercised = tested & ~undecidable
        return Observation(
            subject=self._form.name,
            ticket=ticket_of(body, self._terms),
            exercised=IdSet(self._index, exercised),
            undecided=IdSet(self._index, tested & undecidable),
            partitions=IdSet(self._index, shown & self._of_partitions),
            findings=(
                *structural,
                *(finding for finding in of_rules if self._index.bit[finding.clause] & exercised),
                *disagreements,
            ),
            body=body,
        )

    def _not_asked_for(self, request: Request) -> list[str]:
        """Return the members that a server reduces unless the request asks for them (D1)."""
        operation, sent = request.operation, dict(request.query)
        if operation.form != self._form.name:
            return []
        unasked = (each for each in operation.completing if sent.get(each.name) != "true")
        return [member for each in unasked for member in each.completes]

    def _complaints(self, kept: Any, whole: Any, request: Request) -> tuple[list[Finding], list[Finding]]:
        """Return what the validator objects to: the structural findings, one per cause, and those of rules.

        It is asked of what was kept of the body; the details are of the whole of it.
        """
        structural: dict[tuple[Pointer, str], Finding] = {}
        of_rules: dict[tuple[str, str], Finding] = {}
        ticket = ticket_of(whole, self._terms)
        for error in self._form.validator.iter_errors(kept):
            for clause, place, at, detail, way in attribute(self._form, whole, failure_of(error)):
                finding = Finding(clause, place, detail, pointer_text(at), ticket, request, way=way)
                if self._kinds[clause] is Kind.RULE:
                    of_rules.setdefault(finding.identity, finding)
                    continue
                # What is said of members (presence, undocumented) is one cause per member.
                of_value = self._kinds[clause] in _PRECEDENCE
                cause = at, "" if of_value else f"{clause} {detail}"
                known = structural.setdefault(cause, finding)
                if of_value and self._precedence(finding) < self._precedence(known):
                    structural[cause] = finding
        return [*structural.values()], [*of_rules.values()]

    def _precedence(self, finding: Finding) -> int:
        return _PRECEDENCE.index(self._kinds[finding.clause])

    def _related(self, body: Any, undecidable: int, request: Request) -> tuple[int, list[Finding]]:
        """Return the relations that the body puts to the test, and the findings on those that it decides."""
        tested, findings = 0, list[Finding]()
        for bit, bound in self._relations if isinstance(body, dict) else ():
            judgement = () if undecidable and bit & undecidable else bound.judge(body)
            if judgement is not None:
                tested |= bit
            if judgement:
                findings += findings_of(bound.clause, judgement, ticket_of(body, self._terms), request)
        return tested, findings

    def _undecidable(self, unfit: Iterable[str], unasked: Iterable[str]) -> int:
        """Return the clauses that read an unfit place, and all on what was not asked for."""
        bits = 0
        for place in (*unfit, *unasked):
            bits |= self._clauses_reading(place)
        for member in unasked:
            bits |= self._clauses_in(member)
        return bits

    def _all_in(self, member: str) -> int:
        return self._index.bits(clause.id for clause in self._clauses if is_within(clause.place, member))

    def _all_reading(self, place: str) -> int:
        """Return the rules and relations that read a place, something in it, or the array it is an item of.

        What is unfit deeper within what they read does not matter: whatever is read there is an operand too.
        """
        bits = 0
        for bit, operands in self._readers:
            if any(is_within(operand, place) or place == f"{operand}[]" for operand in operands):
                bits |= bit
        return bits


def _broken_places(findings: Iterable[Finding]) -> set[str]:
    """Return the places whose values cannot be relied on; a member too many spoils no other."""
    return {f.place for f in findings if not f.clause.endswith(f"/{Kind.UNDOCUMENTED}")}
