"""How often what was judged counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.samples import contract, full, observe, row
from ticketgate.judging.findings import Observation
from ticketgate.run.counting import Counting

NONE: frozenset[str] = frozenset()
SOUND, BROKEN = full(), {**full(), "status": "waiting"}
STATUS, PRIORITY = ("full:status/enum", "status"), ("full:priority/enum", "priority")


def counted(*observations: Observation) -> Counting:
    counting = Counting(contract())
    for observation in observations:
        counting.add(observation)
    return counting


def test_a_ticket_that_is_read_again_counts_once() -> None:
    result = counted(observe("full", BROKEN), observe("full", BROKEN)).result()
    assert (result.judged["full"], result.groups[STATUS].count, result.exercised[STATUS[0]]) == (1, 1, 1)


def test_a_ticket_read_again_with_another_variant_shows_both_and_counts_once() -> None:
    parked = {**BROKEN, "status": "parked"}
    group = (
        counted(observe("full", BROKEN), observe("full", parked), observe("full", parked))
        .result()
        .groups[STATUS]
    )
    assert (group.count, group.variants.counts) == (1, {"waiting": 1, "parked": 1})


def test_what_is_settled_in_another_variant_is_no_further_ticket() -> None:
    counting = counted(observe("full", BROKEN))
    counting.add_settled(observe("full", {**BROKEN, "status": "parked"}))
    group = counting.result().groups[STATUS]
    assert (group.count, group.variants.counts) == (1, {"waiting": 1, "parked": 1})


def test_another_ticket_and_another_form_of_it_count_by_themselves() -> None:
    result = counted(
        observe("full", BROKEN),
        observe("full", {**BROKEN, "id": BROKEN["id"] + 1}),
        observe("compact", {**row(), "id": BROKEN["id"]}),
    ).result()
    assert (result.judged, result.groups[STATUS].count) == ({"full": 2, "compact": 1}, 2)


def test_what_is_found_when_a_ticket_is_read_again_is_added() -> None:
    again = {**BROKEN, "priority": "soon"}
    result = counted(observe("full", SOUND), observe("full", BROKEN), observe("full", again)).result()
    assert {identity: group.count for identity, group in result.groups.items()} == {STATUS: 1, PRIORITY: 1}
    assert result.judged["full"] == 1


def test_the_same_observation_again_shows_the_same_and_only_what_is_found_further_counts() -> None:
    counting, observation = Counting(contract()), observe("full", SOUND)
    shown = counting.add(observation)
    assert counting.add(observation) is shown
    before = counting.result()
    assert before.judged == {"full": 1}
    found = observe("full", BROKEN).findings
    assert counting.add(replace(observation, findings=found)) == shown
    assert counting.add(replace(observation, findings=found)) == shown
    assert counting.result().groups[STATUS].count == 1
    assert replace(counting.result(), groups={}) == before


@pytest.mark.parametrize("subject", ["search", "searchTickets", "full"])
def test_what_is_no_ticket_counts_each_time(subject: str) -> None:
    observation = Observation(subject, 7 if subject != "full" else None, NONE, NONE, NONE, ())
    assert counted(observation, observation).result().judged == {subject: 2}


def test_rules_and_relations_that_applied_are_seen_like_partitions_and_other_clauses_are_not() -> None:
    rule, value, other = "full/system-ticket-has-no-sender", "full:channel=system", "full:channel/enum"
    counting = Counting(contract())
    shown = counting.add(
        Observation("full", 7, frozenset({rule, other}), NONE, frozenset({value}), ()),
    )
    assert shown == counting.seen == {rule, value}
