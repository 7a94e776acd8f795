"""What an overlay says to accept what broke a clause, or to bind what held."""

from __future__ import annotations

import pytest

from support.overlays import FIELDS, FULL_TICKET
from support.samples import contract
from ticketgate.contract.amendments import Amendment, accepting, binding
from ticketgate.contract.clauses import Kind, Level
from ticketgate.contract.loading import adapted_by
from ticketgate.contract.overlay_effects import overlay_effects
from ticketgate.contract.overlay_text import overlay_as_text


def effects_of(amendments: tuple[Amendment, ...]) -> dict[str, str]:
    after = adapted_by(contract(), overlay_as_text("", amendments, commented=False).encode())
    return dict(overlay_effects(contract(), after))


@pytest.mark.parametrize("kind", Kind)
def test_every_clause_can_be_accepted_whatever_broke_it(kind: Kind) -> None:
    # None stands for what is not told apart: the promise has to go, or to take anything.
    clauses = [clause.id for clause in contract().clauses.values() if clause.kind is kind]
    assert clauses
    effects = effects_of(accepting(contract(), dict.fromkeys(clauses, (None,))))
    gone = {"removed", "changed"} if kind is Kind.TYPE else {"removed"}
    assert {effects[clause] for clause in clauses} <= gone


def test_all_clauses_can_be_accepted_together() -> None:
    effects = effects_of(accepting(contract(), dict.fromkeys(contract().clauses, (None,))))
    assert set(effects) == set(contract().clauses)
    assert set(effects.values()) == {"removed"}


@pytest.mark.parametrize(
    ("clause", "variants", "expected"),
    [
        ("full:status/enum", ["parked", "lost"], {"target": "$['$defs'].status.enum", "update": ["parked", "lost"]}),
        ("full:status/enum", ["parked", None], {"target": "$['$defs'].status.enum", "remove": True}),
        ("full:status/enum", ["a string"], {"target": "$['$defs'].status.enum", "remove": True}),
        # It may have been the word or the value.
        ("full:status/enum", ["true"], {"target": "$['$defs'].status.enum", "remove": True}),
        ("full:sentiment/type", ["an integer"], {"target": "$['$defs'].sentiment.type", "update": ["integer"]}),
        ("full:sentiment/type", [None], {"target": "$['$defs'].sentiment.type", "remove": True}),
        ("full:sentiment/type", ["in any way"], {"target": "$['$defs'].sentiment.type", "remove": True}),
        ("full:/undocumented", ["queue", "x-y"], {"target": "$.properties", "update": {"queue": True, "x-y": True}}),
        ("full:/undocumented", ["queue", "a name that is not shown"], {"target": "$.additionalProperties", "remove": True}),
        ("compact:body/absence", ["is there"], {"target": "$.properties", "update": {"body": True}}),
    ],
)  # fmt: skip
def test_what_is_shown_is_added_and_else_the_promise_goes(
    clause: str, variants: list[str | None], expected: dict[str, object]
) -> None:
    (amendment,) = accepting(contract(), {clause: variants})
    assert amendment.actions == (expected,)
    assert amendment.clauses == (clause,)


def test_a_code_is_added_as_the_number_that_it_is() -> None:
    (amendment,) = accepting(contract(), {"full:agent.isSsoOnly/enum": ["35"]})
    assert amendment.actions[0]["update"] == [35]


def test_a_word_becomes_a_list_to_take_another_type() -> None:
    (amendment,) = accepting(contract(), {"full:summary/nullability": ["null"]})
    assert amendment.document == FIELDS
    assert amendment.actions == (
        {"target": "$['$defs'].summary.type", "remove": True},
        {"target": "$['$defs'].summary", "update": {"type": ["string", "null"]}},
    )


def test_what_changes_the_same_node_is_one_amendment() -> None:
    found = {"full:summary/nullability": ["null"], "full:summary/type": ["an integer"], "compact:summary/nullability": ["null"]}  # fmt: skip
    (amendment,) = accepting(contract(), found)
    assert amendment.clauses == tuple(found)
    assert amendment.actions[-1]["update"] == {"type": ["string", "null", "integer"]}


def test_a_list_of_rules_that_would_be_empty_goes_itself() -> None:
    # The only rule of an attachment, and one of many of a ticket.
    alone, among = accepting(
        contract(), {"full/inline-attachment-is-pdf": [None], "full/chat-has-channel-id": [None]}
    )
    assert alone.actions == ({"target": "$.allOf", "remove": True},)
    assert (among.document, len(among.actions)) == (FULL_TICKET, 1)
    assert effects_of((among,)) == {"full/chat-has-channel-id": "removed"}


def test_a_promise_that_held_is_a_must_and_nothing_else_is() -> None:
    weak = {clause.id for clause in contract().clauses.values() if clause.level < Level.MUST}
    after = adapted_by(
        contract(),
        overlay_as_text("", binding(contract(), dict.fromkeys(weak, "Held.")), commented=False).encode(),
    )
    assert {clause.level for clause in after.clauses.values()} == {Level.MUST}
    (one,) = binding(contract(), {"full:autoExecuteAt/format": "Held on 600 tickets."})
    assert one.clauses == ("full:autoExecuteAt/format",)
    assert effects_of((one,)) == {"full:autoExecuteAt/format": "changed"}
    action = one.actions[0]["update"]
    assert (action["x-level"], action["x-why"].endswith("Held on 600 tickets.")) == ({"format": "MUST"}, True)


def test_what_one_line_promises_for_several_places_is_bound_when_it_held_at_all_of_them() -> None:
    line = {
        clause.id: "Held."
        for clause in contract().clauses.values()
        if clause.id.endswith("].email/presence") and clause.id.startswith("full:assignedAgents")
    }
    assert line
    assert binding(contract(), line) == ()
    everywhere = {
        f"full:{place}.email/presence": "Held." for place in ("agent", "assignedAgents[]", "workedOnBy[]")
    }
    rows = {name.replace("full:", "compact:"): "Held." for name in everywhere}
    (amendment,) = binding(contract(), {**everywhere, **rows})
    assert set(amendment.clauses) == everywhere.keys() | rows.keys()
