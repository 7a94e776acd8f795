"""Judges exchanges by the contract: each alone, and several that have to do with each other.

It never raises on any JSON, and no finding shows a value: it describes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final, TypeAlias

import orjson

from ticketgate.contract.clauses import Kind
from ticketgate.contract.forms import COMPACT, FULL, PAGE
from ticketgate.contract.model import Contract
from ticketgate.contract.places import top_member
from ticketgate.exchange.answer import Exchange, NotJson
from ticketgate.exchange.request import Request
from ticketgate.exchange.rows import PageRow, rows_of_page, ticket_of
from ticketgate.judging.findings import Finding, Observation, findings_of
from ticketgate.judging.one_body import BodyJudge
from ticketgate.judging.pruning import pruned
from ticketgate.judging.relations.fields import Row, fields_of
from ticketgate.judging.relations.judgements import Judgement
from ticketgate.judging.relations.one_answer import is_error
from ticketgate.judging.relations.pages import Page, page_of
from ticketgate.judging.relations.several_searches import unmet_conditions
from ticketgate.judging.relations.table import Bound, bind

__all__ = ["MOST_FINDINGS", "Judge"]

#: Findings on the rows of a page after which no further row is judged. 500 empty rows make half as many, but
#: hundreds of broken items in every row would take minutes and gigabytes.
MOST_FINDINGS: Final = 50_000
#: Rows that are kept to be known again, 11 MB of them. A run meets each of its rows on twelve pages.
_MOST_KNOWN: Final = 1000
#: Findings of a row that are kept with it.
_MOST_KNOWN_OF_A_ROW: Final = 30
_NONE: Final[frozenset[str]] = frozenset()
_NO_TICKET: Final[frozenset[int]] = frozenset()
#: Stands for the value of a body that has none; null is one.
_NO_JSON: Final = object()
#: What promises judge, by what they say that they judge: what their functions are called with.
_Given: TypeAlias = Mapping[str, tuple[Any, ...]]


class Judge:
    """Judges bodies, exchanges and comparisons by one contract; compiling it takes some milliseconds."""

    def __init__(self, contract: Contract) -> None:
        """Bind the contract's promises to their code; raises DocumentError when one lacks the other."""
        self.contract = contract
        #: What each key of a search filters and sorts by.
        self.fields = fields_of(contract)
        self._bound = bind(contract)
        self._between_searches = {
            bound.promise.id: bound
            for bound in self._bound.get(contract.searching.id, ())
            if bound.promise.judges == "searches"
        }
        self._between_reads = {
            bound.promise.id: bound
            for bound in self._bound.get(contract.reading.id, ())
            if bound.promise.judges == "reads"
        }
        of_pairs = self._bound.get("pair", ())
        self._on_reading = next((bound for bound in of_pairs if bound.promise.judges == "reading"), None)
        self._reads = _reads(contract)
        #: The row of a ticket, if it has no finding: its JSON text, and what it showed.
        self._known_rows: dict[int | None, tuple[bytes, Observation]] = {}
        self._bodies = {
            name: BodyJudge(
                form,
                [clause for clause in contract.clauses.values() if clause.root == name],
                self._bound.get(name, ()),
                contract.search,
            )
            for name, form in contract.representations.items()
        }

    def check(self, exchange: Exchange) -> tuple[Observation, ...]:
        """Judge an exchange: the answer as such, then the ticket, or the page and its rows."""
        request = exchange.request
        page = exchange.once(self._page)
        given = _given(exchange, page)
        answer = self._observe(request.operation.id, given, request.ticket_id, request)
        status = frozenset((f"{request.operation}:status={exchange.status}",))
        return (replace(answer, partitions=status), *self._check_body(exchange))

    def check_saved(self, form: str, exchange: Exchange) -> tuple[Observation, ...]:
        """Judge a saved body as a form; of the exchange nothing but the body is known.

        The answer comes first, with what its body alone decides of it.
        """
        request, body = exchange.request, _json_of(exchange)
        ticket = ticket_of(body, self.contract.search)
        answer = self._observe(request.operation.id, {"content": (exchange,)}, ticket, request)
        if _is_broken_as_such(body):
            return (answer,)
        return (answer, *self._check_form(form, body, exchange))

    def check_ticket(
        self, root: str, body: Any, exchange: Exchange, written: bytes | None = None
    ) -> Observation:
        """Judge one body as the representation root; exchange is how it was obtained.

        written is the JSON text of the body, where that is at hand.
        """
        return self._bodies[root].observe(body, exchange.request, written)

    def check_pair(
        self, full: Mapping[str, Any], compact: Mapping[str, Any], request: Request | None = None
    ) -> Observation:
        """Judge the two forms of one ticket side by side (R74); request is how the full form was read."""
        try:
            return self._observe(
                "pair", {"pair": (full, compact)}, ticket_of(full, self.contract.search), request
            )
        except RecursionError:
            forms = self.contract.representations
            full, cut = pruned(full, forms[FULL].node, 0)
            compact, cut_too = pruned(compact, forms[COMPACT].node, 0)
            not_whole = {top_member(place) for place in cut | cut_too}
            compact = {name: value for name, value in compact.items() if name not in not_whole}
            return self._observe(
                "pair", {"pair": (full, compact)}, ticket_of(full, self.contract.search), request
            )

    def check_several(
        self, promise: str, exchanges: Sequence[Exchange], aside: AbstractSet[int] = _NO_TICKET
    ) -> Observation:
        """Judge answers by the promise between them: those to searches, or to reads of one ticket."""
        if promise in self._between_reads:
            return self.check_reads(promise, exchanges)
        return self.check_searches(promise, exchanges, aside)

    def check_reads(self, promise: str, exchanges: Sequence[Exchange]) -> Observation:
        """Judge the reads of one ticket by the promise with this id; undecided where they do not tell."""
        bound = self._between_reads[promise]
        try:
            judgement = bound.judge(*exchanges)
        except RecursionError:  # nested without sense; what is wrong with it is found elsewhere
            judgement = None
        first, *others = (exchange.request for exchange in exchanges)
        return _observation_of_several("reads", bound, judgement, first, tuple(others))

    def check_searches(
        self, promise: str, exchanges: Sequence[Exchange], aside: AbstractSet[int] = _NO_TICKET
    ) -> Observation:
        """Judge the answers to searches by the promise with this id, without the tickets set aside.

        It is undecided where the answers do not tell, or one of them is wrong by itself; a refusal leaves
        nothing to judge, and is judged as such elsewhere.
        """
        bound = self._between_searches.get(promise)  # a contract need not promise it
        if bound is None or not all(exchange.succeeded for exchange in exchanges):
            return _nothing("searches")
        # A page serves many comparisons, and to say whether it is sound takes longer than to compare it.
        pages = [page for exchange in exchanges if (page := exchange.once(self._sound_page)) is not None]
        all_sound = len(pages) == len(exchanges)
        judgement = bound.judge(*(page.without(aside) for page in pages)) if all_sound else None
        first, *others = (exchange.request for exchange in exchanges)
        return _observation_of_several("searches", bound, judgement, first, tuple(others))

    def unmet_conditions(self, exchange: Exchange) -> frozenset[tuple[str, str]]:
        """Return key and comparator of each filter of a search that one of its hits does not meet."""
        page = exchange.once(self._page)
        return frozenset() if page is None else unmet_conditions(page)

    def check_reading(
        self, before: Sequence[Row], after: Sequence[Row], read: AbstractSet[int], request: Request
    ) -> Observation:
        """Judge what reading did to the rows of the tickets read, beside those of others.

        request is the search for the rows afterwards.
        """
        bound = self._on_reading
        if bound is None:
            return _nothing("reading")
        try:
            judgement = bound.judge(before, after, read)
        except RecursionError:  # rows nested without sense; what is wrong with them is found elsewhere
            judgement = None
        return _observation_of_several("reading", bound, judgement, request)

    def blamed(self, observation: Observation) -> frozenset[str]:
        """Return the members of the body that its findings are about, and all that a broken rule reads.

        A ticket is told by its id, so that this is not among them.
        """
        places = (
            place
            for finding in observation.findings
            for place in (finding.place, *self._reads.get(finding.clause, ()))
        )
        return frozenset(top_member(place) for place in places) - {self.contract.search.id}

    def _check_body(self, exchange: Exchange) -> Iterator[Observation]:
        request = exchange.request
        if not (exchange.succeeded and request.may_succeed):
            return
        body, form = _json_of(exchange), request.operation.form
        if form is not None and not _is_broken_as_such(body):
            yield from self._check_form(form, body, exchange)

    def _check_form(self, form: str, body: Any, exchange: Exchange) -> Iterator[Observation]:
        """Judge a body as a form, and if it is a page its rows."""
        yield self.check_ticket(form, body, exchange, exchange.content)
        if form != PAGE:
            return
        page, found = rows_of_page(body, self.contract.search), 0
        for row in page.rows[: self.contract.search.most_rows] if page else ():
            observation = self._check_row(row, exchange)
            yield observation
            found += len(observation.findings)
            if found > MOST_FINDINGS:
                return

    def _check_row(self, row: PageRow, exchange: Exchange) -> Observation:
        """Judge a row of a page; the same row, met again on another page, shows the same."""
        try:
            content = orjson.dumps(row.value)
        except TypeError:  # nested too deeply to be written
            return self.check_ticket(COMPACT, row.value, exchange)
        known, shown = self._known_rows.get(row.ticket, (b"", None))
        if shown is not None and known == content:
            # A finding names the request that showed it.
            findings = tuple(replace(finding, request=exchange.request) for finding in shown.findings)
            return replace(shown, findings=findings, body=row.value)
        observation = self.check_ticket(COMPACT, row.value, exchange, content)
        if len(observation.findings) <= _MOST_KNOWN_OF_A_ROW and (
            shown is not None or len(self._known_rows) < _MOST_KNOWN
        ):
            # The value would take more memory than all the rest.
            self._known_rows[row.ticket] = content, replace(observation, body=None)
        return observation

    def _page(self, exchange: Exchange) -> Page | None:
        return page_of(exchange, self.fields)

    def _sound_page(self, exchange: Exchange) -> Page | None:
        """Return the page, None when it breaks a relation by itself: the cause is found there, once."""
        page = exchange.once(self._page)
        if page is None:
            return None
        given = _given(exchange, page)
        wrong = any(
            bound.judge(*given[bound.promise.judges])
            for bound in self._bound.get(self.contract.searching.id, ())
            if bound.promise.kind is Kind.RELATION and bound.promise.judges in given
        )
        return None if wrong else page

    def _observe(
        self, subject: str, given: _Given, ticket: int | None, request: Request | None
    ) -> Observation:
        """Judge what is given, by what a promise judges; the other promises on the subject wait."""
        exercised: set[str] = set()
        findings: list[Finding] = []
        for bound in self._bound.get(subject, ()):
            if bound.promise.judges not in given:
                continue
            judgement = bound.judge(*given[bound.promise.judges])
            if judgement is not None:
                exercised.add(bound.clause)
                findings += findings_of(bound.clause, judgement, ticket, request)
        return Observation(subject, ticket, frozenset(exercised), _NONE, _NONE, tuple(findings))


def _reads(contract: Contract) -> Mapping[str, tuple[str, ...]]:
    """Return the places that a rule or relation reads, by its clause."""
    forms = contract.representations.values()
    reads = {rule.clause: rule.operands for form in forms for rule in form.rules.values()}
    for promise in contract.promises:
        reads |= dict.fromkeys(map(promise.clause, promise.on), promise.operands)
    return reads


def _json_of(exchange: Exchange) -> Any:
    """Return the body, or what stands for one that is no JSON."""
    try:
        return exchange.json()
    except NotJson:
        return _NO_JSON


def _is_broken_as_such(body: Any) -> bool:
    """Tell whether a body is no JSON or an error: one finding, and nothing to judge member by member."""
    return body is _NO_JSON or is_error(body)


def _given(exchange: Exchange, page: Page | None) -> _Given:
    """Return what promises on one answer judge: the answer, and the page that it holds, if any."""
    given: dict[str, tuple[Any, ...]] = {"answer": (exchange,), "content": (exchange,)}
    return given if page is None else {**given, "search": (page,)}


def _nothing(subject: str) -> Observation:
    return Observation(subject, None, _NONE, _NONE, _NONE, ())


def _observation_of_several(
    subject: str, bound: Bound, judgement: Judgement, request: Request, others: tuple[Request, ...] = ()
) -> Observation:
    """Return what several answers show: one clause, which is undecided where they do not tell."""
    clause = frozenset((bound.clause,))
    if judgement is None:
        return Observation(subject, None, _NONE, clause, _NONE, ())
    findings = (
        # It points at the whole array: which of its items disagree, the detail says.
        Finding(
            bound.clause,
            found.place,
            found.detail,
            pointer="/" + found.place.partition("[]")[0],
            request=request,
            others=others,
            way=found.way,
        )
        for found in judgement
    )
    return Observation(subject, None, clause, _NONE, _NONE, tuple(findings))
