"""The sum of observations: what it counts, and that neither order nor grouping matters."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.requests import get_ticket, search
from support.samples import contract, full, observe
from ticketgate.judging.findings import Finding, Observation
from ticketgate.judging.tally import Group, Result, Tally
from ticketgate.judging.variants import MOST_VARIANTS, Variants

STATUS, TAGS = ("full:status/enum", "status"), ("full:tags[].color/enum", "tags[].color")
NONE: frozenset[str] = frozenset()


def finding(
    identity: tuple[str, str] = STATUS, ticket: int | None = 1, detail: str = "is null", **rest: Any
) -> Finding:
    return Finding(*identity, detail, ticket=ticket, **{"pointer": "/status", **rest})


def observation(*findings: Finding, ticket: int | None = 1, exercised: frozenset[str] = NONE) -> Observation:
    return Observation("full", ticket, exercised, NONE, NONE, findings)


def test_it_counts_things_judged_and_how_often_each_clause_was_put_to_the_test() -> None:
    one = Observation("full", 1, frozenset("ab"), frozenset("c"), frozenset("p"), ())
    two = Observation("full", 2, frozenset("b"), frozenset("c"), frozenset("pq"), ())
    row = Observation("compact", 2, frozenset("d"), NONE, NONE, ())
    result = Result.of([one, two, row])
    assert result == Result(
        judged={"full": 2, "compact": 1},
        exercised={"a": 1, "b": 2, "d": 1},
        undecided={"c": 2},
        partitions={"p": 2, "q": 1},
        groups={},
    )


def test_of_a_thing_counted_before_only_what_is_new_counts() -> None:
    tally = Tally()
    tally.add(Observation("full", 1, frozenset("ab"), NONE, frozenset("p"), ()))
    tally.add_again(Observation("full", 1, frozenset("bc"), frozenset("d"), frozenset("pq"), (finding(),)))
    assert tally.result() == Result(
        judged={"full": 1},
        exercised={"a": 1, "b": 1, "c": 1},
        partitions={"p": 1, "q": 1},
        groups={STATUS: Group(1, finding(), disputed=False, variants=Variants({"is null": 1}))},
    )


def test_findings_of_one_clause_at_one_place_are_one_group_with_the_first_of_them() -> None:
    found = [finding(ticket=ticket) for ticket in (30, 7, 12)]
    result = Result.of(observation(each, ticket=each.ticket) for each in found)
    variants = Variants({"is null": 3})
    assert result.groups == {STATUS: Group(3, found[1], disputed=False, variants=variants)}


def test_a_thing_counts_once_however_many_of_its_items_show_the_finding() -> None:
    items = [finding(TAGS, pointer=f"/tags/{i}/color") for i in (1, 0)]
    result = Result.of([observation(*items), observation(finding(TAGS, 2), ticket=2)])
    assert result.groups[TAGS].count == 2
    assert result.groups[TAGS].first == items[1]


def test_a_group_counts_the_things_that_show_each_variant() -> None:
    tags = [finding(TAGS, detail="is an integer", way="an integer", pointer=f"/tags/{i}") for i in (0, 1)]
    result = Result.of(
        [observation(*tags, finding(TAGS, detail="is null")), observation(finding(TAGS, 2), ticket=2)]
    )
    assert result.groups[TAGS].count == 2
    assert result.groups[TAGS].variants == Variants({"an integer": 1, "is null": 2})


def test_the_same_clause_at_another_place_is_another_group() -> None:
    here, there = finding(("rule", "customerId")), finding(("rule", "contractId"))
    assert Result.of([observation(here, there)]).groups.keys() == {here.identity, there.identity}


def test_one_disputed_finding_makes_the_group_disputed() -> None:
    assert Result.of([observation(finding(), finding(disputed=True))]).groups[STATUS].disputed
    assert (
        Result.of([observation(finding()), observation(finding(ticket=2, disputed=True))])
        .groups[STATUS]
        .disputed
    )
    assert not Result.of([observation(finding())]).groups[STATUS].disputed


def test_a_finding_of_no_ticket_comes_after_those_of_tickets() -> None:
    of_none, of_nine = finding(ticket=None), finding(ticket=9)
    assert Result.of([observation(of_none), observation(of_nine)]).groups[STATUS].first == of_nine


def test_the_first_of_findings_on_one_ticket_does_not_depend_on_their_order() -> None:
    alike = [
        finding(request=get_ticket(1)),
        finding(request=get_ticket(1, viewing=False)),
        finding(request=search({"limit": 1})),
        finding(request=search({"limit": 2})),  # tells itself from the one above by its body only
        finding(source="a.json"),
        finding(source="b.json"),
        finding(disputed=True),
        finding(detail="is an integer"),
    ]
    chosen = {
        Result.of(observation(each) for each in order[:4]).groups[STATUS].first
        for order in permutations(alike[:4])
    }
    assert len(chosen) == 1
    assert Result.of(map(observation, alike)) == Result.of(map(observation, reversed(alike)))


IDENTITIES = st.sampled_from([STATUS, TAGS, ("getTicket/no-server-error", "")])
FINDINGS = st.builds(
    finding,
    IDENTITIES,
    st.sampled_from([None, 1, 2]),
    # More than are told apart, so that some are folded in every way of adding.
    st.integers(0, MOST_VARIANTS + 10).map("is {}".format),
    disputed=st.booleans(),
    request=st.sampled_from([None, get_ticket(1), search({"limit": 1}), search({"limit": 2})]),
    source=st.sampled_from(["", "a.json"]),
)
CLAUSES = st.frozensets(st.sampled_from("abc"))
OBSERVATIONS = st.lists(
    st.builds(
        Observation,
        st.sampled_from(["full", "compact", "getTicket"]),
        st.sampled_from([None, 1, 2]),
        CLAUSES,
        CLAUSES,
        CLAUSES,
        st.lists(FINDINGS, max_size=3).map(tuple),
    ),
    max_size=4,
)


@settings(max_examples=50)
@given(OBSERVATIONS, OBSERVATIONS, OBSERVATIONS)
def test_merging_is_associative_and_commutative_and_has_an_identity(
    one: list[Observation], two: list[Observation], three: list[Observation]
) -> None:
    a, b, c = Result.of(one), Result.of(two), Result.of(three)
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + Result() == a == Result() + a


@settings(max_examples=50)
@given(OBSERVATIONS, OBSERVATIONS)
def test_the_sum_of_two_results_is_the_result_of_all_their_observations(
    one: list[Observation], two: list[Observation]
) -> None:
    assert Result.of(one) + Result.of(two) == Result.of([*one, *two]) == Result.of([*two, *reversed(one)])


def test_the_result_of_real_observations_knows_only_clauses_of_the_contract() -> None:
    result = Result.of([observe("full", {**full(), "status": "waiting"}), observe("full", full())])
    assert result.judged == {"full": 2}
    assert result.exercised["full:status/enum"] == 2
    assert result.groups[STATUS].count == 1
    assert result.exercised.keys() <= contract().clauses.keys()
