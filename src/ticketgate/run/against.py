"""Asks two environments the same, each twice and in turns, so that what moves meanwhile hits both."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, islice, zip_longest
from random import Random
from typing import Final

from ticketgate.client import Client
from ticketgate.contract.model import Contract
from ticketgate.contract.wording import in_number
from ticketgate.exchange.answer import Exchange
from ticketgate.exchange.request import Json, Request, complete, searching
from ticketgate.exchange.rows import rows_of_answer
from ticketgate.judging.four_answers import AnswerComparison, FourAnswers, TicketVersions, agreement
from ticketgate.planning.generated.cases import plan_cases
from ticketgate.planning.shared_searches import shared_searches
from ticketgate.run.answers import Answers
from ticketgate.run.asking import Asking, Repeating
from ticketgate.run.phases.generated_requests import givens_of
from ticketgate.run.settings import Progress, Settings
from ticketgate.verdict.early_end import EarlyEnd
from ticketgate.verdict.two_environments import (
    CountedDifference,
    DifferenceTally,
    EnvironmentsVerdict,
    SideInfo,
    profile_differences,
)

__all__ = ["compare_environments"]

#: Requests asked of one environment before it is the turn of the other.
_IN_TURN: Final = 20
#: Every request is asked so often of each environment.
_TWICE: Final = 2
#: Of the requests that a budget allows, so many of so many read tickets. Of what is left, one in so many is
#: made up, the others are searches.
_READS: Final = (5, 8)
_MADE_UP: Final = 3
#: Requests kept for the last look and for retries.
_KEPT: Final = 12
#: Where fewer than one in so many of the tickets listed is on both sides, the tickets are not the same.
_FEW: Final = 10
#: Below this agreement of their rows, tickets with the same ids are different ones.
_ALIKE: Final = 0.6
_UNLIMITED: Final = 10**9


@dataclass(slots=True)
class _Side:
    """One environment: who asks it, what it answered, and what it is called."""

    client: Client
    asking: Asking
    answers: Answers
    environment: str

    def ask(self, request: Request) -> Exchange | None:
        return self.asking.ask(request)

    @property
    def info(self) -> SideInfo:
        target = self.client.target
        return SideInfo(
            self.environment, target.base_url, self.client.sent, target.in_shell, self.asking.ended
        )


@dataclass(slots=True)
class _Comparing:
    """What a comparison has so far."""

    contract: Contract
    sides: tuple[_Side, _Side]
    settings: Settings
    comparison: AnswerComparison
    versions: TicketVersions = field(default_factory=TicketVersions)
    four: list[FourAnswers] = field(default_factory=list)
    #: Tickets that both had at first, and one has no more.
    gone: set[int] = field(default_factory=set)
    by_profile: bool = False
    notes: list[str] = field(default_factory=list)

    # Asking

    @property
    def is_over(self) -> bool:
        return any(side.asking.ended for side in self.sides)

    def ask_each(self, request: Request) -> tuple[Exchange | None, Exchange | None]:
        """Ask both environments once."""
        one, other = (side.ask(request) for side in self.sides)
        self.note_versions(0, one)
        self.note_versions(1, other)
        return one, other

    def note_versions(self, side: int, exchange: Exchange | None) -> None:
        for key, changed in self.comparison.versions(exchange) if exchange else ():
            self.versions.add(side, key, changed)

    def ask_twice(self, requests: Sequence[Request], phase: str) -> None:
        """Ask both environments all of this twice, some requests of the one, then these of the other."""
        progress = self.sides[0].asking.progress
        for start in range(0, len(requests), _IN_TURN):
            progress(phase, start, len(requests))
            block = requests[start : start + _IN_TURN]
            turns = [list(side.asking.ask_all(block)) for _ in range(_TWICE) for side in self.sides]
            for turn, answers in enumerate(turns):
                for answer in answers:
                    self.note_versions(turn % _TWICE, answer)
            self.four += _complete(block, turns)
            if self.is_over:
                return

    def affordable(self, kept: int = _KEPT) -> int:
        """Return how many requests both environments can be asked twice."""
        left = [side.asking.remaining for side in self.sides]
        return max(0, min(_UNLIMITED if each is None else each for each in left) - kept) // _TWICE

    # What to ask

    def search(self, body: dict[str, Json]) -> Request:
        return searching(self.contract.searching, body)

    def searching_for(self, tickets: Sequence[int]) -> Request:
        terms = self.contract.search
        named = terms.among(terms.id_key, *tickets)
        return self.search({terms.filters: [*self.settings.within(terms), named], terms.limit: len(tickets)})

    @property
    def are_mocks(self) -> bool:
        return all(side.client.target.is_mock for side in self.sides)

    def searches(self, tickets: Sequence[int]) -> list[Request]:
        """Return searches for tickets that both have, the first for all of them."""
        known = self.sides[0].answers.tickets.rows
        bodies = shared_searches(
            self.contract,
            {ticket: known[ticket] for ticket in tickets if ticket in known},
            self.settings.within(self.contract.search),
            self.settings.seed,
            personal=self.are_mocks,
        )
        return [self.searching_for(tickets), *map(self.search, bodies)]

    def made_up(self, tickets: Sequence[int]) -> list[Request]:
        """Return requests made up from the contract, of which many are to be refused."""
        givens = [givens_of(side.asking, side.answers, self.settings) for side in self.sides]
        reading = self.contract.reading.id
        unknown = {
            operation: [each for each in ids if each in givens[1].unknown.get(operation, ())]
            for operation, ids in givens[0].unknown.items()
        }
        both = replace(
            givens[0],
            readable={**givens[0].readable, reading: list(tickets)},
            unknown=unknown,
            is_mock=self.are_mocks,
            credentials=tuple(each for each in givens[0].credentials if each in givens[1].credentials),
        )
        requests = [case.request for case in plan_cases(self.contract, both, self.settings.seed)]
        # One of each kind comes first, those to be refused before others: tickets and searches are granted.
        of_kind = {(request.operation.id, request.expects): request for request in reversed(requests)}
        first = sorted(of_kind.values(), key=lambda each: (each.may_succeed, requests.index(each)))
        return [*first, *(request for request in requests if request not in first)]


def compare_environments(
    contract: Contract,
    clients: tuple[Client, Client],
    environments: tuple[str, str],
    settings: Settings,
    progress: Progress | None = None,
) -> EnvironmentsVerdict:
    """Ask two environments the same and return what they answer differently; no waiver is looked at.

    Raises TargetError when one of them gives nothing that could be compared. Whatever ends it later, Ctrl-C
    included, what was asked of both so far is compared.
    """
    progress = progress or (lambda *_: None)
    started = _now()
    one, other = (
        _side(contract, client, name, progress) for client, name in zip(clients, environments, strict=True)
    )
    comparing = _Comparing(contract, (one, other), settings, AnswerComparison(contract))
    try:
        _ask(comparing)
    except KeyboardInterrupt:
        for side in comparing.sides:
            side.asking.end(EarlyEnd.INTERRUPTED, "the comparison was interrupted")
    return _verdict(comparing, started)


def _side(contract: Contract, client: Client, environment: str, progress: Progress) -> _Side:
    answers = Answers(contract, Repeating(client))
    return _Side(client, Asking(client, answers, progress), answers, environment)


def _ask(comparing: _Comparing) -> None:
    for side in comparing.sides:
        side.asking.progress(f"reaching {side.client.target.host}", 0, 1)
        side.asking.reach(comparing.settings)
    tickets = _common_tickets(comparing)
    if comparing.is_over:
        return
    comparing.by_profile = not tickets
    if tickets:
        _ask_for_tickets(comparing, tickets)
    else:
        _ask_for_profiles(comparing)


def _common_tickets(comparing: _Comparing) -> list[int]:
    """Return the tickets that both environments list; none where they are not the same ones."""
    terms, settings = comparing.contract.search, comparing.settings
    body: dict[str, Json] = {terms.filters: [*settings.within(terms)], terms.limit: terms.most_rows}
    pages = [rows_of_answer(each) if each else None for each in comparing.ask_each(comparing.search(body))]
    for side, page in zip(comparing.sides, pages, strict=True):
        if page is not None and page.total is not None:
            comparing.notes.append(f"{side.client.target.host} has {in_number(page.total, 'ticket')}.")
    listed = [[ticket for ticket, _ in page.tickets] if page else [] for page in pages]
    in_turns = (ticket for pair in zip_longest(*listed) for ticket in pair if ticket is not None)
    wanted = list(islice(dict.fromkeys(in_turns), terms.most_rows))
    if not wanted or comparing.is_over:
        return []
    found = comparing.ask_each(comparing.searching_for(wanted))
    looked = [rows_of_answer(each) if each else None for each in found]
    one, other = (dict(page.tickets) if page else {} for page in looked)
    common = [ticket for ticket in wanted if ticket in one and ticket in other]
    comparing.notes.append(f"On both sides: {len(common)} of {in_number(len(wanted), 'ticket')} listed.")
    if len(common) * _FEW < len(wanted):
        comparing.notes.append("That is too few: profiles are compared, not tickets.")
        return []
    alike = agreement({each: one[each] for each in common}, {each: other[each] for each in common})
    if alike < _ALIKE:
        comparing.notes.append(
            f"The same ids are different tickets: the median row agrees in {alike:.0%} of what tells tickets "
            "apart. Profiles are compared, not tickets."
        )
        return []
    return common


def _ask_for_tickets(comparing: _Comparing, tickets: Sequence[int]) -> None:
    searches = comparing.searches(tickets)
    made_up = comparing.made_up(tickets)
    budget = comparing.affordable()
    of_reads = min(len(tickets), _READS[0] * budget // _READS[1])
    of_made_up = min(len(made_up), (budget - of_reads) // _MADE_UP)
    of_searches = min(len(searches), budget - of_reads - of_made_up)
    asked, tried = searches[:of_searches], made_up[:of_made_up]
    choose = Random(comparing.settings.seed)  # noqa: S311 - it makes choices, no secrets
    chosen = choose.sample(tickets, of_reads)
    reads = [complete(comparing.contract.reading, ticket) for ticket in chosen]
    for what, sent, planned in (("searches", asked, searches), ("made-up requests", tried, made_up)):
        if len(sent) < len(planned):
            comparing.notes.append(f"The budget allowed {len(sent)} of {len(planned)} {what}.")
    comparing.notes.append(
        f"The budget allowed to read {len(reads)} of {in_number(len(tickets), 'ticket')} twice on each side."
    )
    comparing.ask_twice(asked, "comparing searches")
    comparing.ask_twice(tried, "comparing made-up requests")
    comparing.ask_twice(reads, "comparing tickets")
    if not comparing.is_over:
        _look_again(comparing, tickets)


def _look_again(comparing: _Comparing, tickets: Sequence[int]) -> None:
    """See in the rows what was changed after it was read, and what is not there any more."""
    for answer in comparing.ask_each(comparing.searching_for(tickets)):
        page = rows_of_answer(answer) if answer else None
        if page is not None:
            comparing.gone |= set(tickets) - {ticket for ticket, _ in page.tickets}


def _ask_for_profiles(comparing: _Comparing) -> None:
    """Read as many tickets of each environment as the budget of both allows, each its own."""
    budget = comparing.affordable(kept=0) * _TWICE
    for side in comparing.sides:
        known = sorted(side.answers.tickets.rows)
        choose = Random(comparing.settings.seed)  # noqa: S311 - it makes choices, no secrets
        chosen = choose.sample(known, min(len(known), budget))
        reads = (complete(comparing.contract.reading, ticket) for ticket in chosen)
        for done, _ in enumerate(side.asking.ask_all(reads)):
            side.asking.progress(f"reading {side.client.target.host}", done, len(chosen))


def _complete(
    requests: Iterable[Request], turns: Sequence[Sequence[Exchange | None]]
) -> Iterator[FourAnswers]:
    """Yield what was answered in every turn; the environments take turns, the first begins."""
    for request, *answers in zip(requests, *turns, strict=False):
        got = [answer for answer in answers if answer is not None]
        if len(got) == _TWICE * _TWICE:
            yield FourAnswers(request, (got[0], got[2]), (got[1], got[3]))


def _verdict(comparing: _Comparing, started: str) -> EnvironmentsVerdict:
    tally, moved = DifferenceTally(), _moved(comparing)
    for four in comparing.four:
        for thing in comparing.comparison.compare(four, moved):
            tally.add(thing)
    found, doubtful = tally.differences()
    compared = tally.compared
    if comparing.by_profile:
        results = [side.answers.result() for side in comparing.sides]
        found = profile_differences(*results)
        compared = {
            form: min(result.judged.get(form, 0) for result in results)
            for form in results[0].judged
            if form in comparing.contract.representations
        }
    return EnvironmentsVerdict(
        sides=(comparing.sides[0].info, comparing.sides[1].info),
        started=started,
        finished=_now(),
        compared={subject: count for subject, count in compared.items() if count},
        differences=found,
        noise=tally.noise(),
        by_profile=comparing.by_profile,
        notes=tuple(chain(comparing.notes, map(_doubt, doubtful))),
    )


def _moved(comparing: _Comparing) -> frozenset[int]:
    """Return the tickets that are left out, as they were changed; where most seem so, it is a difference."""
    versions, terms = comparing.versions, comparing.contract.search
    moved = versions.changed_meanwhile | comparing.gone
    apart = versions.apart - moved
    if comparing.by_profile:
        return moved
    if moved:
        comparing.notes.append(f"Changed meanwhile and not compared: {in_number(len(moved), 'ticket')}.")
    if 2 * len(apart) > versions.on_both:
        return moved
    if apart:
        comparing.notes.append(
            f"Newer on one side by {terms.changed} and not compared: {in_number(len(apart), 'ticket')}."
        )
    return moved | apart


def _doubt(found: CountedDifference) -> str:
    difference, share = found.difference, found.share
    return (
        f"{difference.place} differs ({difference.kind}) on {share.count} of {share.judged}, which the noise "
        "there explains."
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
