"""The phase that compares searches with one another, and rows before and after their tickets were read."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ticketgate.contract.model import Contract
from ticketgate.contract.search_terms import FilterObject
from ticketgate.contract.wording import in_number, were
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Expectation, Json, Request, complete, searching
from ticketgate.exchange.rows import rows_of_answer
from ticketgate.judging.relations.fields import fields_of
from ticketgate.planning.comparisons.comparing import (
    SearchPlan,
    is_explained,
    is_told_by_filters,
    plan_comparisons,
    promise_by_cause,
)
from ticketgate.planning.comparisons.views import first_page
from ticketgate.planning.comparisons.window import Comparison, Pair
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking
from ticketgate.run.settings import Settings

__all__ = ["compare_searches"]

#: Bytes of memory for answers that serve several comparisons, of which those used last are kept.
_MOST_KEPT: Final = 32 * 1024 * 1024
#: Searches that are asked again to tell an order that loses tickets from a filter: more are not for an order.
_MOST_REORDERED: Final = 10
#: Rows looked at again after their tickets were read; a page of them is small.
_LOOKED_AT: Final = 50
#: Kinds of tickets, by stratum, that are read for this if none of the kind was read before.
_KINDS_READ: Final = 6


#: Makes the plan of what is compared: `plan_comparisons`, or what remembers plans.
Planner = Callable[..., SearchPlan]


def compare_searches(
    asking: Asking, answers: Answers, settings: Settings, *, planner: Planner = plan_comparisons
) -> None:
    """Ask for what the plan compares, as far as the share of the budget goes, then look at the rows again."""
    share = asking.share("relations")
    reads = _read_missing_kinds(asking, answers, min(_KINDS_READ, share // 10))
    contract = answers.contract
    within = settings.within(contract.search)
    comparing = _Comparing(asking, answers, share - reads - 1)
    plan = planner(
        contract.search,
        fields_of(contract),
        answers.tickets.rows,
        within,
        settings.seed,
        total=comparing.total(within),
        personal=asking.target.is_mock,
    )
    try:
        for done, comparison in enumerate(plan.comparisons):
            asking.progress("comparing searches", done, len(plan.comparisons))
            comparing.compare(comparison)
            if asking.ended:
                return
    finally:  # after Ctrl-C, too
        comparing.judge_held()
    for note in comparing.notes(plan):
        answers.note(note)
    if comparing.left_out:
        left, of = comparing.left_out, len(plan.comparisons)
        answers.leave_out(
            f"{left} of {of} comparisons of searches {were(left)} left out: "
            "their share of the budget was spent."
        )
    _look_again(asking, answers, within)


class _Comparing:
    """Sends the searches of comparisons, each but once, and has the answers judged together."""

    def __init__(self, asking: Asking, answers: Answers, most: int) -> None:
        #: How many comparisons there were not enough requests for.
        self.left_out = 0
        self._asking = asking
        self._answers = answers
        #: How many requests are left.
        self._left = most
        #: What came of the searches sent, by their bodies as bytes; what was used last comes last.
        self._known: dict[bytes, Exchange | None] = {}
        #: How many searches were asked again in the order of ids.
        self._reordered = 0
        #: Whether an order was seen to lose tickets that are found without it.
        self._loses_tickets = False
        #: What is judged at the end.
        self._held: list[tuple[Comparison, list[Exchange]]] = []
        #: What was put to the test.
        self._covered: frozenset[Pair] = frozenset()
        terms = answers.contract.search
        self._documented = {*terms.defaults}
        #: Bytes of memory left for these.
        self._room = _MOST_KEPT

    def compare(self, comparison: Comparison) -> None:
        """Judge one comparison, or leave it out when it takes more requests than are left."""
        if self._costs(comparison) > self._left:
            self.left_out += 1
            return
        answers = list(self._ask(comparison.searches))
        exchanges = [answer for answer in answers if answer is not None]
        if len(exchanges) < len(answers):
            return
        self._covered |= comparison.covers
        if is_told_by_filters(comparison):
            self._held.append((comparison, exchanges))
        else:
            self._answers.compare(comparison.promise, exchanges)

    def judge_held(self) -> None:
        """Judge what conditions found, once it is known where tickets are missing, and not for the order."""
        broken, kept = set[str](), list[tuple[Comparison, list[Exchange]]]()
        for comparison, exchanges in self._held:
            if not self._answers.disagree(comparison.promise, exchanges):
                kept.append((comparison, exchanges))
            elif plain := self._in_plain_order(exchanges):
                kept.append((comparison, plain))
                if self._answers.disagree(comparison.promise, plain):
                    broken.add(comparison.promise)
                else:
                    self._loses_tickets = True
                    self._answers.compare("order-keeps-all-tickets", [plain[-1], exchanges[-1]])
        by_order = len(self._held) - len(kept)
        if by_order:
            self._answers.note(
                f"{in_number(by_order, 'comparison')} of searches {were(by_order)} not judged: "
                "their orders lose tickets, as others show."
            )
        self._held = kept
        explained = self._explained() if broken else []
        for comparison, exchanges in self._held:
            if comparison not in explained:
                self._answers.compare(promise_by_cause(comparison, broken), exchanges)
        if explained:
            count = len(explained)
            self._answers.note(
                f"{in_number(count, 'comparison')} of searches {were(count)} not judged: "
                "they filter by what others show not to be applied."
            )
        self._held = []

    def _explained(self) -> list[Comparison]:
        """Return what is not judged: its filters let pass what they should not, which is found by itself."""
        unmet = self._answers.unmet_conditions(answer for _, each in self._held for answer in each)
        terms = self._answers.contract.search
        return [comparison for comparison, _ in self._held if is_explained(terms, comparison, unmet)]

    def _in_plain_order(self, exchanges: list[Exchange]) -> list[Exchange] | None:
        """Return the same with the last search asked again in the order of ids, if its own loses tickets.

        None where that was asked often enough to know that orders lose some.
        """
        terms, body = self._answers.contract.search, exchanges[-1].request.body
        assert isinstance(body, dict)
        plain = {**body, terms.order: terms.id_key, terms.direction: terms.rising}
        if body == plain:
            return exchanges
        if self._reordered == _MOST_REORDERED:
            return None if self._loses_tickets else exchanges
        self._reordered += 1
        again = self._asking.ask(self._request(plain))
        return exchanges if again is None else [*exchanges[:-1], again]

    def total(self, within: Sequence[FilterObject]) -> int:
        """Return how many tickets there are within these filters; 0 where a search does not tell."""
        (page,) = self._ask((first_page(self._answers.contract.search, within),))
        read = None if page is None else rows_of_answer(page)
        return (read.total if read else None) or 0

    def notes(self, plan: SearchPlan) -> Iterator[str]:
        """Yield sentences on the pairs that were put to the test, and on those that were not."""
        done, of = len(self._covered), len(plan.pairs | plan.untold)
        yield f"Searches put {done} of {of} pairs of key with comparator, operand or direction to the test."
        left_out = {"for the budget": plan.pairs - self._covered, "as no known row tells": plan.untold}
        for why, pairs in left_out.items():
            if pairs:
                yield f"Left out {why}: {_by_key(pairs)}."

    def _request(self, body: Json) -> Request:
        """Return a valid request; whether a member is published at all may be open (x-unpublished)."""
        request = searching(self._answers.contract.searching, body)
        documented = isinstance(body, dict) and self._documented.issuperset(body)
        return replace(request, expects=Expectation.VALID) if documented else request

    def _costs(self, comparison: Comparison) -> int:
        contents = [self._request(body).content for body in comparison.searches]
        new = {content for content in contents if content not in self._known}
        return len(new) + len(contents) - len(set(contents))

    def _ask(self, searches: tuple[Json, ...]) -> Iterator[Exchange | None]:
        """Yield the answers; the one known already serves, but for a body that the comparison repeats."""
        for i, body in enumerate(searches):
            request = self._request(body)
            content = request.content or b""
            if content in self._known and body not in searches[:i]:
                answer = self._known.pop(content)
                self._room += _size(answer)
            else:
                self._left -= 1
                answer = self._asking.ask(request)
            self._keep(content, answer)
            yield answer

    def _keep(self, content: bytes, answer: Exchange | None) -> None:
        """Keep the answer; those that were not used for longest go where there is no room for all."""
        if content in self._known:
            return
        self._known[content] = answer
        self._room -= _size(answer)
        while self._room < 0:
            self._room += _size(self._known.pop(next(iter(self._known))))


def _size(answer: Exchange | None) -> int:
    return 0 if answer is None else answer.weight


def _by_key(pairs: AbstractSet[Pair]) -> str:
    """Write pairs key by key: ``t.from <, >; t.language <``."""
    words: dict[str, list[str]] = {}
    for key, word in sorted(pairs):
        words.setdefault(key, []).append(word)
    return "; ".join(f"{key} {', '.join(each)}" for key, each in words.items())


def _look_again(asking: Asking, answers: Answers, within: list[FilterObject]) -> None:
    """Search for tickets of every kind that were read, to see what the reading did to their rows.

    Beside them are others that were not read: what changes there as well is not our doing.
    """
    rows = answers.tickets.rows
    read = [ticket for ticket in answers.tickets.in_full if ticket in rows]
    kind = partial(_kind, answers.contract)
    first_of_kind = {kind(rows[ticket]): ticket for ticket in reversed(read)}
    chosen = list(dict.fromkeys((*first_of_kind.values(), *read)))[:_LOOKED_AT]
    if not chosen:
        return
    search = answers.contract.search
    others = [ticket for ticket in rows if ticket not in answers.tickets.in_full][:_LOOKED_AT]
    body: Json = {
        search.filters: [*within, search.among(search.id_key, *chosen, *others)],
        search.limit: len(chosen) + len(others),
        search.order: search.id_key,
    }
    page = asking.ask(searching(answers.contract.searching, body))
    if page is not None:
        answers.compare_reading(chosen, page)


def _read_missing_kinds(asking: Asking, answers: Answers, most: int) -> int:
    """Read a ticket of each kind of which none was read yet; return how many reads it took."""
    rows, kind_of = answers.tickets.rows, partial(_kind, answers.contract)
    known = {kind_of(rows[ticket]) for ticket in answers.tickets.in_full if ticket in rows}
    missing = {kind: ticket for ticket, row in rows.items() if (kind := kind_of(row)) not in known}
    chosen = list(missing.values())[:most]
    for ticket in chosen:
        asking.ask(complete(answers.contract.reading, ticket))
    return len(chosen)


def _kind(contract: Contract, row: Any) -> str:
    """Return what tells the stratum of a row from others."""
    return repr([row.get(place) for place in contract.strata])
