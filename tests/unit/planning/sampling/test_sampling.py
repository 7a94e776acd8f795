"""The plan of a run: what it asks next, followed against tenants made up by Hypothesis."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.samples import contract
from ticketgate.contract.loading import default_contract
from ticketgate.contract.partitions import PartitionKind, universe
from ticketgate.planning.sampling.ground import Ground
from ticketgate.planning.sampling.ground import ground_of as ground_within
from ticketgate.planning.sampling.known import PageAnswer, PageSearch, Sampled, ShowingFilter
from ticketgate.planning.sampling.reasons import explain_unseen
from ticketgate.planning.sampling.steps import SamplingStep, next_step
from ticketgate.planning.scope import scope_of
from ticketgate.verdict.coverage import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

PARTITIONS = {
    p.id: p.root for p in universe(default_contract()).values() if p.kind is not PartitionKind.STATUS
}
PERSONAL = {key.key for key in contract().search.keys.values() if key.personal}
GROUND = ground_within(default_contract(), PARTITIONS)
#: What filters can tell apart, member by member: a ticket shows one of each.
MEMBERS = {
    member: sorted(p for p in GROUND.operands if p.partition("=")[0] == member)
    for member in (
        "compact:channel",
        "compact:status",
        "compact:agentId",
        "compact:tagIds",
        "compact:spamStatus",
    )
}

tickets_of_a_tenant = st.dictionaries(
    st.integers(1, 10_000),
    st.tuples(*(st.sampled_from(values) for values in MEMBERS.values())).map(frozenset),
    min_size=1,
    max_size=40,
)
quick = settings(max_examples=40)


def in_full(shown: Iterable[str]) -> frozenset[str]:
    """Return what a full ticket shows whose row shows this."""
    return frozenset(partition.replace("compact", "full", 1) for partition in shown)


@dataclass
class Tenant:
    """Answers searches from what each ticket shows; a full ticket shows what its row does.

    Reading a ticket in ``refused`` is answered with 403 or 404: it shows nothing.
    """

    tickets: Mapping[int, frozenset[str]]
    refused: AbstractSet[int] = frozenset()
    asked_for: list[int] = field(default_factory=list)
    answers: list[PageAnswer] = field(default_factory=list)
    shows: dict[int, frozenset[str]] = field(default_factory=dict)
    reads: dict[int, frozenset[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @property
    def known(self) -> Sampled:
        return Sampled(
            {ticket: {} for ticket in self.shows}, self.shows, frozenset(self.seen), self.answers, self.reads
        )

    def follow(self, step: SamplingStep) -> None:
        for search in step.searches:
            wanted = [filter_.shows for filter_ in search.filters]
            hits = [t for t, shows in self.tickets.items() if not any(map(shows.isdisjoint, wanted))]
            page = tuple(
                sorted(hits, reverse=True)[search.offset : search.offset + contract().search.most_rows]
            )
            shown = frozenset().union(*(self.tickets[ticket] for ticket in page))
            self.answers.append(PageAnswer(search, len(hits), page, shown - self.seen))
            self.shows |= {ticket: self.tickets[ticket] for ticket in page}
            self.seen |= shown
        for ticket in step.tickets:
            self.asked_for.append(ticket)
            shown = in_full(self.tickets[ticket]) if ticket not in self.refused else frozenset()
            self.reads[ticket] = shown - self.seen
            self.seen |= shown


def followed(tenant: Tenant, ground: Ground = GROUND, searches: int = 1000, tickets: int = 1000) -> Tenant:
    """Follow the plan to its end, within the numbers given."""
    for _ in range(2000):
        step = next_step(ground, tenant.known, searches, tickets)
        if not (step.searches or step.tickets):
            return tenant
        assert len(step.searches) <= searches
        assert len(step.tickets) <= tickets
        searches, tickets = searches - len(step.searches), tickets - len(step.tickets)
        tenant.follow(step)
    raise AssertionError("the plan does not come to an end")


@given(tickets_of_a_tenant)
@quick
def test_a_plan_followed_to_its_end_sees_all_there_is_and_asks_nothing_twice(
    tickets: dict[int, frozenset[str]],
) -> None:
    tenant = followed(Tenant(tickets))
    there = frozenset().union(*tickets.values())
    assert there | in_full(there) <= tenant.seen
    searches = [answer.search for answer in tenant.answers]
    assert len(set(searches)) == len(searches)
    assert tenant.reads.keys() == tickets.keys()


@given(tickets_of_a_tenant, st.data())
@quick
def test_tickets_that_may_not_be_read_are_asked_for_once_and_hide_nothing_of_the_others(
    tickets: dict[int, frozenset[str]], data: st.DataObject
) -> None:
    refused = data.draw(st.sets(st.sampled_from(sorted(tickets))))
    tenant = followed(Tenant(tickets, refused))
    assert sorted(tenant.asked_for) == sorted(tickets)
    readable = in_full(frozenset().union(*(tickets[ticket] for ticket in tickets.keys() - refused)))
    assert readable <= tenant.seen


@given(tickets_of_a_tenant, st.integers(0, 12), st.integers(0, 12))
@quick
def test_a_plan_stays_within_the_searches_and_tickets_left(
    tickets: dict[int, frozenset[str]], searches: int, most: int
) -> None:
    tenant = followed(Tenant(tickets), searches=searches, tickets=most)
    assert len(tenant.answers) <= searches
    assert len(tenant.reads) == min(most, len(tenant.shows))


@given(tickets_of_a_tenant)
@quick
def test_the_tickets_read_first_cover_what_rows_promise(tickets: dict[int, frozenset[str]]) -> None:
    tenant = Tenant(tickets)
    tenant.follow(SamplingStep(searches=(PageSearch(),)))
    first = next_step(GROUND, tenant.known, 0, len(tickets)).tickets
    there = frozenset().union(*tickets.values())
    assert frozenset().union(*(tickets[ticket] for ticket in first)) == there
    # a greedy cover never takes a ticket that shows nothing the ones before it did not
    covered: set[str] = set()
    for ticket in first:
        assert tickets[ticket] - covered
        covered |= tickets[ticket]


@given(tickets_of_a_tenant, st.randoms(use_true_random=False))
@quick
def test_the_same_knowledge_gives_the_same_plan_in_whatever_order_it_came(
    tickets: dict[int, frozenset[str]], random: object
) -> None:
    mixed = list(tickets.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = Tenant(tickets), Tenant(dict(mixed))
    for tenant in (one, other):
        tenant.follow(SamplingStep(searches=(PageSearch(),)))
    other.shows = dict(mixed)
    for searches in (0, 9):
        assert next_step(GROUND, one.known, searches, 9) == next_step(GROUND, other.known, searches, 9)


def test_what_is_left_of_the_budget_is_spread_over_the_strata_and_another_seed_takes_other_tickets() -> None:
    sizes = {"channel=email": 400, "channel=chat": 30, "channel=letter": 8}
    kinds = [
        frozenset({f"compact:{kind}", "compact:status=open"}) for kind, n in sizes.items() for _ in range(n)
    ]
    shows = dict(enumerate(kinds, 1))
    read = dict.fromkeys(range(1, 61), frozenset[str]())  # sixty e-mails that showed nothing new
    seen = frozenset().union(*kinds) | GROUND.full
    known = Sampled({}, shows, seen, [PageAnswer(PageSearch(), len(shows), tuple(shows), frozenset())], read)

    def chosen(seed: int) -> list[int]:
        ground = ground_within(default_contract(), PARTITIONS, seed=seed)
        return list(next_step(ground, known, 0, 70).tickets)

    kinds_read = Counter(min(shows[ticket]) for ticket in chosen(1))
    assert kinds_read == {
        "compact:channel=chat": 30,
        "compact:channel=letter": 8,
        "compact:channel=email": 32,
    }
    assert chosen(1) == chosen(1)
    assert set(chosen(1)) != set(chosen(40))


class HugeTenant(Tenant):
    """A million tickets: each answer has new rows; all but plain pages bring something not seen before."""

    def follow(self, step: SamplingStep) -> None:
        for search in step.searches:
            shows = frozenset().union(*(filter_.shows for filter_ in search.filters))
            if search != PageSearch(offset=search.offset):
                shows |= {min(GROUND.rows - GROUND.operands.keys() - self.seen)}
            start = 1_000_000 - contract().search.most_rows * len(self.answers)
            hits = tuple(range(start, start - contract().search.most_rows, -1))
            self.answers.append(PageAnswer(search, 1_000_000, hits, shows - self.seen))
            self.shows |= dict.fromkeys(hits, shows)
            self.seen |= shows
        self.reads |= dict.fromkeys(step.tickets, frozenset())


def test_a_huge_tenant_costs_a_bounded_number_of_pages() -> None:
    tenant = followed(HugeTenant({}), tickets=50)
    searches = [answer.search for answer in tenant.answers]
    pages = [search for search in searches if search == PageSearch(offset=search.offset)]
    assert 2 <= len(pages) <= 20
    assert max(page.offset for page in pages) > 500_000  # spread over the whole, not only its newest end
    assert len(tenant.reads) == 50


@given(tickets_of_a_tenant)
@quick
def test_values_that_name_a_person_are_never_searched_for(tickets: dict[int, frozenset[str]]) -> None:
    tenant = followed(Tenant(tickets))
    filters = [filter_ for answer in tenant.answers for filter_ in answer.search.filters]
    assert {filter_.key for filter_ in filters} & PERSONAL  # whether there is such a value is searched for
    assert all(filter_.values == ("null",) for filter_ in filters if filter_.key in PERSONAL)


def test_a_run_that_is_limited_stays_within_its_limits() -> None:
    limited = ground_within(default_contract(), PARTITIONS, (17, 4), (("t.channel", "email"),))
    tenant = followed(Tenant({4: frozenset({"compact:channel=email"})}), limited)
    keys = {filter_.key for answer in tenant.answers for filter_ in answer.search.filters}
    assert not keys & {"t.channel", "t.id"}
    for answer in tenant.answers:
        body = answer.search.body(limited)
        assert isinstance(body, dict)
        assert body["filters"][:2] == scope_of(contract().search, (17, 4), (("t.channel", "email"),))  # type: ignore[index]
    reasons = explain_unseen(limited, tenant.known, spent=False)
    assert reasons["compact:channel=chat"] is Reason.OUTSIDE


def test_nothing_is_looked_for_where_the_tickets_are_named() -> None:
    limited = ground_within(default_contract(), PARTITIONS, (17,))
    tenant = followed(Tenant({17: frozenset({"compact:channel=email"})}), limited)
    assert [answer.search for answer in tenant.answers] == [PageSearch()]
    assert list(tenant.reads) == [17]
    assert set(explain_unseen(limited, tenant.known, spent=False).values()) == {Reason.OUTSIDE}


def test_what_no_ticket_within_the_limits_has_may_be_beyond_them() -> None:
    limited = ground_within(default_contract(), PARTITIONS, filters=(("t.channel", "email"),))
    tenant = followed(Tenant({4: frozenset({"compact:channel=email", "compact:status=open"})}), limited)
    assert any(f.key == "t.status" for answer in tenant.answers for f in answer.search.filters)
    assert explain_unseen(limited, tenant.known, spent=False)["compact:status=closed"] is Reason.OUTSIDE


@pytest.mark.parametrize(
    ("tickets", "filters", "bodies"),
    [
        ((), (), []),
        ((17, 4), (), [("t.id", [17, 4])]),
        (
            (),
            (("t.channel", "email"), ("t.status", "open")),
            [("t.channel", ["email"]), ("t.status", ["open"])],
        ),
        ((), (("t.channel", "email"), ("t.channel", "chat")), [("t.channel", ["email", "chat"])]),
        ((17,), (("t.id", "4"),), [("t.id", [17]), ("t.id", ["4"])]),
    ],
)
def test_filters_of_one_key_widen_and_of_several_narrow(
    tickets: tuple[int, ...], filters: tuple[tuple[str, str], ...], bodies: list[tuple[str, list[object]]]
) -> None:
    assert scope_of(contract().search, tickets, filters) == [
        {"key": key, "comparator": "in", "values": values} for key, values in bodies
    ]


def test_a_search_is_the_body_it_says() -> None:
    by_agent = ShowingFilter("t.agentId", "besides", ("null",), frozenset({"compact:agentId=value"}))
    since = ShowingFilter("t.dueBy", "at-least", ("1970-01-01",), frozenset({"compact:dueBy=value"}))
    limited = ground_within(default_contract(), PARTITIONS, (17,))
    assert PageSearch((by_agent, since), "t.dueBy", rising=True, offset=500).body(limited) == {
        "filters": [
            {"key": "t.id", "comparator": "in", "values": [17]},
            {"key": "t.agentId", "comparator": "not in", "values": ["null"]},
            {"key": "t.dueBy", "comparator": ">=", "value": "1970-01-01"},
        ],
        "limit": 500,
        "offset": 500,
        "orderByField": "t.dueBy",
        "orderByDirection": "asc",
    }


@given(tickets_of_a_tenant)
@quick
def test_what_was_not_seen_has_a_reason_and_absence_is_only_said_when_true(
    tickets: dict[int, frozenset[str]],
) -> None:
    tenant = followed(Tenant(tickets))
    reasons = explain_unseen(GROUND, tenant.known, spent=False)
    assert reasons.keys() == (GROUND.rows | GROUND.full) - tenant.seen
    told_apart = {partition for values in MEMBERS.values() for partition in values}
    missing = told_apart - frozenset().union(*tickets.values())
    assert {reasons[partition].proves_absence for partition in missing} <= {True}


def test_rows_that_were_not_read_in_full_are_the_reason_before_any_other() -> None:
    tenant = followed(Tenant({1: frozenset({"compact:channel=email"})}), tickets=0)
    reasons = explain_unseen(GROUND, tenant.known, spent=True)
    assert reasons["full:channel=email"] is Reason.NOT_READ


class OneValueTenant(Tenant):
    """Looks at one value of a list only, as some servers do: at the first or at the last."""

    end = 0

    def follow(self, step: SamplingStep) -> None:
        for search in step.searches:
            shows = [
                {p for p in f.shows if GROUND.operands[p].value == f.values[self.end]} for f in search.filters
            ]
            hits = tuple(t for t, shown in self.tickets.items() if not any(map(shown.isdisjoint, shows)))
            brought = frozenset().union(*(self.tickets[ticket] for ticket in hits)) - self.seen
            self.answers.append(PageAnswer(search, len(hits), hits, brought))
            self.shows |= {ticket: self.tickets[ticket] for ticket in hits}
            self.seen |= brought
        super().follow(SamplingStep(tickets=step.tickets))


class LastValueTenant(OneValueTenant):
    end = -1


@pytest.mark.parametrize("tenant", [OneValueTenant, LastValueTenant])
def test_a_list_of_which_one_value_is_looked_at_proves_the_others_not_absent(
    tenant: type[OneValueTenant],
) -> None:
    email, chat = (frozenset({f"compact:channel={name}"}) for name in ("email", "chat"))
    shown = followed(tenant({1: email, 2: email, 3: chat}), tickets=0)
    shown.answers[0] = replace(shown.answers[0], total=1000)  # so that not every row is known
    reasons = explain_unseen(GROUND, shown.known, spent=False)
    assert reasons["compact:channel=letter"] is Reason.UNPROVEN
    sound = followed(Tenant({1: email, 2: email, 3: chat}), tickets=0)
    sound.answers[0] = replace(sound.answers[0], total=1000)
    assert explain_unseen(GROUND, sound.known, spent=False)["compact:channel=letter"] is Reason.ABSENT


def test_tickets_that_are_refused_are_neither_looked_at_nor_asked_for_again() -> None:
    email = frozenset({"compact:channel=email"})
    tenant = followed(Tenant({1: email, 2: email}), tickets=0)
    known = replace(tenant.known, refused={1, 2})
    assert next_step(GROUND, known, 0, 9).tickets == ()
    reasons = explain_unseen(GROUND, known, spent=False)
    assert reasons["full:channel=email"] is Reason.REFUSED
    assert reasons["full:workitem=null"] is Reason.REFUSED
    one_left = replace(tenant.known, refused={1})
    assert explain_unseen(GROUND, one_left, spent=False)["full:channel=email"] is Reason.NOT_READ
    assert next_step(GROUND, one_left, 0, 9).tickets == (2,)


def test_an_unlimited_run_reads_every_page_and_every_ticket() -> None:
    tickets = dict.fromkeys(range(1, 4200), frozenset({"compact:channel=email"}))
    reading_all = ground_within(default_contract(), PARTITIONS, reads_all=True)
    assert len(followed(Tenant(tickets), reading_all, 10**9, 10**9).reads) == 4199
    assert len(followed(Tenant(tickets), tickets=10**9).reads) < 4199


class DeafTenant(Tenant):
    """Gives all its tickets whatever a search asks for."""

    def follow(self, step: SamplingStep) -> None:
        failing = self.known.failing()
        assert not [f.key for search in step.searches for f in search.filters if f.key in failing]
        for search in step.searches:
            hits = tuple(self.tickets)
            shown = frozenset().union(*self.tickets.values())
            self.answers.append(PageAnswer(search, len(hits), hits, shown - self.seen))
            self.shows |= self.tickets
            self.seen |= shown
        super().follow(SamplingStep(tickets=step.tickets))


def test_a_filter_that_the_server_does_not_apply_is_not_used_again() -> None:
    tenant = followed(DeafTenant({1: frozenset({"compact:channel=email"})}))
    assert {"t.channel", "t.status", "t.agentId"} <= tenant.known.failing()


def test_a_filter_that_fails_proves_nothing_absent_even_where_every_row_seems_known() -> None:
    tenant = followed(DeafTenant({1: frozenset({"compact:channel=email"})}))
    assert tenant.known.has_every_row
    assert explain_unseen(GROUND, tenant.known, spent=False)["compact:channel=chat"] is Reason.FILTER_FAILS
