"""Findings by promise: what is written once is one entry, whatever its forms and places."""

from __future__ import annotations

from dataclasses import replace

from support.verdicts import MUST, SHOULD, accepted, found, verdict_of
from ticketgate.contract.clauses import Evidence
from ticketgate.contract.loading import default_contract
from ticketgate.verdict.as_json import to_json
from ticketgate.verdict.broken_clauses import FoundVariant
from ticketgate.verdict.changes import Change
from ticketgate.verdict.entries import BrokenPromise, broken_promises, group_of

CLAUSES = default_contract().clauses
AGENT = [
    f"{form}:{place}.id/type"
    for form in ("compact", "full")
    for place in ("agent", "assignedAgents[]", "workedOnBy[]")
]


def promises(*clauses: str) -> tuple[BrokenPromise, ...]:
    return broken_promises(verdict_of(*(found(each, "is a string", 2) for each in clauses)).findings)


def test_a_field_of_the_agent_is_one_promise_in_six_places() -> None:
    (entry,) = promises(*AGENT)
    assert entry.promise == "id is an integer"
    assert list(entry.forms) == ["full", "compact"]
    assert [each.place for each in entry.forms["full"]] == [
        "agent.id",
        "assignedAgents[].id",
        "workedOnBy[].id",
    ]
    assert entry.variants == (FoundVariant("is a string", 12),)
    assert entry.group == f"{CLAUSES['full:agent.id/type'].written}/type/MUST"


def test_members_that_one_line_requires_are_promises_of_their_own() -> None:
    first, second = promises("full:agent.id/presence", "full:agent.email/presence")
    assert first.clause.written == second.clause.written
    assert [first.promise, second.promise] == ["agent.email is present", "agent.id is present"]


def test_places_whose_level_differs_are_told_apart() -> None:
    grouped = promises("full:tags[].color/enum", "full:customer.tags[].color/enum")
    assert [each.level.name for each in grouped] == ["MUST", "MAY"]


def test_places_with_nothing_in_common_are_values() -> None:
    (entry,) = promises("full:channel/enum", "full:tags[].channels[]/enum")
    assert entry.promise == f"the value {CLAUSES['full:channel/enum'].title.removeprefix('channel ')}"
    assert entry.evidence == (Evidence.PUBLISHED, Evidence.DOCS)


def test_a_description_is_said_only_where_it_is_that_of_all_places() -> None:
    (one,) = promises("full:createdAt/format")
    assert one.description == CLAUSES["full:createdAt/format"].description != ""
    (both,) = promises("full:createdAt/format", "full:closedAt/format")
    assert both.description == ""


def test_what_is_new_comes_first_and_then_what_binds_most() -> None:
    may, should, must = verdict_of(
        found("full:customer.tags[].color/enum", "x"), found(SHOULD, "x"), found(MUST, "x")
    ).findings
    news = replace(may, variants=(replace(may.variants[0], change=Change.NEW),))
    assert [each.level.name for each in broken_promises((news, should, must))] == ["MAY", "MUST", "SHOULD"]
    assert [each.level.name for each in broken_promises((may, should, must))] == ["MUST", "SHOULD", "MAY"]


def test_a_variant_is_accepted_where_it_is_at_every_place() -> None:
    compact, full = verdict_of(found("full:status/enum", "x"), found("compact:status/enum", "x")).findings
    (mixed,) = broken_promises((accepted(full, "soon"), compact))
    assert [each.waiver for each in mixed.variants] == [None]
    (both,) = broken_promises((accepted(full, "soon"), accepted(compact, "later")))
    assert [each.waiver for each in both.variants] == ["soon; later"]


def test_each_finding_names_its_group_in_the_json() -> None:
    data = to_json(verdict_of(*(found(each, "x") for each in (*AGENT, MUST))))
    groups = [each["group"] for each in data["findings"]]
    assert len(set(groups)) == 2
    assert groups == [group_of(CLAUSES[each["clause"]]) for each in data["findings"]]


def test_clauses_of_a_group_share_their_kind_their_level_and_their_rules() -> None:
    shared: dict[str, set[object]] = {}
    for clause in CLAUSES.values():
        shared.setdefault(group_of(clause), set()).add((clause.kind, clause.level, clause.rules, clause.why))
    assert all(len(each) == 1 for each in shared.values())
    assert len(shared) < len(CLAUSES)
