"""A broken rule says both of its sides, and shows no value that the contract does not spell out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.samples import full, observe

if TYPE_CHECKING:
    from ticketgate.judging.findings import Finding

SECRET = "Frau Geheim, Blumenweg 4"


def broken(rule: str, **members: Any) -> Finding:
    [found] = [
        each for each in observe("full", {**full(), **members}).findings if each.clause == f"full/{rule}"
    ]
    return found


@pytest.mark.parametrize(
    ("rule", "members", "detail", "variant"),
    [
        (
            "legitimation-message-belongs-to-partial-levels",
            {"customerLegitimation": 30, "customerLegitimationMessage": SECRET},
            (
                f"is 30 although customerLegitimationMessage is a string of {len(SECRET)} characters "
                "(wanted: at least 10 and at most 19)"
            ),
            "30",
        ),
        (
            "system-ticket-has-no-sender",
            {"channel": "system", "from": SECRET},
            f'is a string of {len(SECRET)} characters although channel is "system" (wanted: null)',
            "a string",
        ),
        ("pending-ticket-is-due", {"status": "pending", "dueBy": None}, 'is null although status is "pending" (wanted: not null)', "null"),
        (
            "scheduled-ticket-is-automated",
            {"aiSupportLevel": "human"},
            'is "human" although autoExecuteAt is a string of 25 characters (wanted: automated)',
            "a string",
        ),
        (
            "language-and-its-code-come-together",
            {"language": None, "languageCode": "de"},
            "breaks the rule: language is null, languageCode is a string of 2 characters",
            "breaks the rule",
        ),
        ("legitimation-is-a-defined-level", {"customerLegitimation": 25}, "is 25 (wanted: 0 or at least 10 and at most 20 or 30 or at least 40)", "25"),
    ],
)  # fmt: skip
def test_both_sides_are_said_and_what_was_wanted(
    rule: str, members: dict[str, Any], detail: str, variant: str
) -> None:
    found = broken(rule, **members)
    assert (found.detail, found.variant) == (detail, variant)


def test_the_object_that_breaks_a_rule_says_what_it_lacks() -> None:
    intents = [{**intent, "status": "executed"} for intent in full()["intents"]]
    for intent in intents:
        intent.pop("outcome", None)
    found = broken("executed-intent-has-outcome", intents=intents)
    assert (found.place, found.pointer) == ("intents[]", "/intents/0")
    assert found.detail == 'breaks the rule: outcome is missing although status is "executed"'


def test_what_stands_in_one_of_several_objects_is_seen_in_that_one() -> None:
    attachments = [{**full()["attachments"][0], "inline": False} for _ in range(2)]
    attachments[1] |= {"inline": True, "contentType": "image/png", "fileEnding": "png"}
    found = broken("inline-attachment-is-pdf", attachments=attachments)
    assert found.pointer == "/attachments/1"
    assert found.detail == (
        "breaks the rule: contentType is a string of 9 characters, "
        "fileEnding is a string of 3 characters although inline is true"
    )
