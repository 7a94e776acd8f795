"""What is proposed by a verdict, and what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.overlays import FIELDS, adapted, overlay_text
from support.samples import contract
from support.verdicts import found, verdict_of
from ticketgate.verdict.proposed_overlay import HELD_ON, propose_to_accept, propose_to_bind

if TYPE_CHECKING:
    from pathlib import Path

EMAIL = "full:assignedAgents[].email/presence"


def test_counts_ways_and_what_else_is_changed_are_the_description() -> None:
    verdict = verdict_of(
        found("full:status/enum", 'is "parked"', 3, variants={"parked": 2, "lost": 1}),
        exercised={"full:status/enum": 12},
    )
    (proposed,) = propose_to_accept(contract(), verdict).amendments
    (action,) = proposed.actions
    assert action["description"] == (
        "full:status/enum is broken on 3 of 12 tickets (parked: 2, lost: 1). It changes compact:status, too."
    )
    assert action["update"] == ["parked", "lost"]


def test_of_several_actions_those_after_the_first_belong_to_it() -> None:
    verdict = verdict_of(found("full:summary/nullability", "null"))
    (proposed,) = propose_to_accept(contract(), verdict).amendments
    assert [action["description"].partition(" ")[0] for action in proposed.actions] == [
        "full:summary/nullability",
        "Together",
    ]


def test_what_the_loader_would_refuse_is_named_with_the_reason(tmp_path: Path) -> None:
    # At another place of the same profile, the level of the presence is said: it stays required there.
    elsewhere = "{target: \"$['$defs'].agent\", update: {x-presence: {levels: {MAY: [email]}, why: Odd.}}}"
    known = adapted(tmp_path, overlay_text(FIELDS, elsewhere))
    assert not propose_to_accept(contract(), verdict_of(found(EMAIL, "is missing"))).refused
    proposed = propose_to_accept(
        known, verdict_of(found(EMAIL, "is missing"), found("full:status/enum", "parked"))
    )
    assert [each.clauses for each in proposed.amendments] == [("full:status/enum",)]
    assert proposed.refused == {EMAIL: "a level is given to what is not required: email"}


def test_only_what_held_often_enough_is_bound() -> None:
    enough, less = "full:autoExecuteAt/format", "full:from/type"
    weak = found("full:interface/enum", "fax")
    verdict = verdict_of(
        weak,
        exercised={enough: HELD_ON, less: HELD_ON - 1, "full:interface/enum": 900, "full:status/enum": 900},
    )
    proposed = propose_to_bind(contract(), verdict).amendments
    assert [each.clauses for each in proposed] == [(enough,)]
    assert f"Held on {HELD_ON} tickets." in proposed[0].actions[0]["update"]["x-why"]
