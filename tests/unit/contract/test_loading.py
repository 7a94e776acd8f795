"""The contract as a whole: what the loader refuses, which level each promise has, and which rules are held."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from support.samples import Edit, contract, edited, line_of
from ticketgate.contract.clauses import Evidence, Kind, Level
from ticketgate.contract.loading import default_contract, load
from ticketgate.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

RELATIONS, TAG_RULES, CONTENT_RULES = "relations.yaml", "rules/tags.yaml", "rules/content.yaml"
SECOND = "  - id: linked-contract-is-embedded\n"


def written(clause: str) -> str:
    return str(contract().clauses[clause].written)


REFUSED = {
    "relation stated twice": (
        Edit(RELATIONS, SECOND, "  - id: customer-agrees-with-customer-id # again\n"),
        "# again",
        f"the clause full/customer-agrees-with-customer-id is stated here and at {written('full/customer-agrees-with-customer-id')} already",
    ),
    "rule id stated twice": (
        Edit(TAG_RULES, "x-clause:\n      id: returned-tag-is-not-disabled", "x-clause: # again\n      id: ticket-tag-refers-to-tickets"),
        "# again",
        f"the clause full/ticket-tag-refers-to-tickets is stated here and at {written('full/ticket-tag-refers-to-tickets')} already",
    ),
    "rule and relation of one id": (
        Edit(RELATIONS, SECOND, "  - id: chat-has-channel-id # again\n"),
        "# again",
        f"the clause full/chat-has-channel-id is stated here and at {written('full/chat-has-channel-id')} already",
    ),
    "relation that lacks keys": (
        Edit(RELATIONS, SECOND + "    title: The supply contract that contractId names is among the customer's\n", SECOND),
        SECOND.strip(),
        "the promise lacks title",
    ),
    "nothing to judge": (
        Edit(RELATIONS, "    judges: pair\n    on: [pair]", "    judges: page\n    on: [pair]"),
        "judges: page",
        "'page' is none of ticket, pair, answer, content, search, searches, reads, reading",
    ),
    "parameter about what no answer has": (
        Edit("openapi.yaml", "          x-changes: [contentTranslation]", "          x-changes: [translation]"),
        "- name: contentTranslationLanguage",
        "contentTranslationLanguage concerns translation, which is in no answer of this operation",
    ),
    "parameter that is sent otherwise and not always": (
        Edit("openapi.yaml", "          x-fills: [rawData,", "          x-otherwise: odd\n          x-fills: [rawData,"),
        "x-otherwise: odd",
        "x-otherwise is said of a parameter that is always sent: add x-always, or leave it out",
    ),
    "form that does not exist": (
        Edit(RELATIONS, "on: [full]", "on: [ful] # odd"),
        "# odd",
        "'ful' is none of full, compact, search",
    ),
    "operation that does not exist": (
        Edit(RELATIONS, "on: [getTicket]", "on: [readTicket] # odd"),
        "# odd",
        "'readTicket' is none of getTicket, searchTickets",
    ),
    "operand that is no place": (
        Edit(RELATIONS, "operands: [customerId, customer.id,", "operands: [customerId, customer.number,"),
        "customer.number",
        "customer-agrees-with-customer-id reads what no place of the form is: customer.number",
    ),
    "unknown evidence": (
        Edit(RELATIONS, "evidence: inferred", "evidence: rumour"),
        "rumour",
        "'rumour' is none of published, docs, client, example, inferred, tenant",
    ),
    "level without why": (
        Edit(RELATIONS, "    confidence: M\n", "    confidence: M\n    level: MUST # odd\n"),
        "# odd",
        "a level of its own needs a reason: add why",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_go_unchecked_is_refused_with_file_and_line(tmp_path: Path, case: str) -> None:
    edit, at, problem = REFUSED[case]
    root = edited(tmp_path, [edit])
    with pytest.raises(DocumentError) as refusal:
        load(root)
    assert str(refusal.value) == f"specs/{edit.file}:{line_of(root, edit.file, at)}: {problem}"


def with_a_copied_rule(tmp_path: Path, of: str, becomes: str) -> Path:
    """Return the contract with a second rule on pending tickets, listed first, with a change in its words."""
    file, following = "rules/status-and-time.yaml", "  closed-ticket-has-closing-time:\n"
    text = edited(tmp_path, []).joinpath(file).read_text(encoding="utf-8")
    rule = text[text.index("  pending-ticket-is-due:") : text.index(following)]
    copy = rule.replace("pending-ticket-is-due", "asleep-ticket-is-due").replace(
        "x-clause:", "x-clause: # copy"
    )
    listed = f"allOf:\n  - $ref: ../{file}#/$defs/asleep-ticket-is-due\n"
    return edited(
        tmp_path,
        [
            Edit(file, following, copy.replace(of, becomes) + following),
            Edit("schemas/ticket-full.yaml", "allOf:\n", listed),
        ],
    )


def test_a_rule_that_says_what_another_says_is_refused(tmp_path: Path) -> None:
    root = with_a_copied_rule(tmp_path, "A pending ticket", "A sleeping ticket")
    with pytest.raises(DocumentError) as refusal:
        load(root)
    # The ticket lists the copy first, so the original is the one that comes too late.
    at = line_of(root, "rules/status-and-time.yaml", "id: pending-ticket-is-due") - 1
    assert str(refusal.value) == (
        f"specs/rules/status-and-time.yaml:{at}: "
        "the rule full/pending-ticket-is-due says what full/asleep-ticket-is-due says already"
    )


def test_a_rule_that_demands_something_else_under_the_same_condition_is_taken(tmp_path: Path) -> None:
    root = with_a_copied_rule(tmp_path, "dueBy: {not", "firstResponseDueBy: {not")
    assert "full/asleep-ticket-is-due" in load(root).clauses


def test_an_override_with_why_is_taken(tmp_path: Path) -> None:
    edit = Edit(RELATIONS, "    confidence: M\n", "    confidence: M\n    level: MUST\n    why: Says who.\n")
    clause = load(edited(tmp_path, [edit])).clauses["full/customer-agrees-with-customer-id"]
    assert (clause.level, clause.why) == (Level.MUST, "Says who.")


def test_the_contract_is_read_once_and_cannot_be_changed() -> None:
    loaded = default_contract()
    assert default_contract() is loaded
    with pytest.raises(FrozenInstanceError):
        loaded.version = "2"  # type: ignore[misc]  # the point of the test
    with pytest.raises(TypeError):
        loaded.clauses["new"] = next(iter(loaded.clauses.values()))  # type: ignore[index]
    assert loaded.version == loaded.openapi["info"]["version"] == "1"
    assert re.fullmatch("[0-9a-f]{12}", loaded.digest)


MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY
PUBLISHED, DOCS, CLIENT, EXAMPLE, INFERRED, _TENANT = Evidence

#: What DESIGN.md decides, clause by clause: level and evidence.
LEVELS = [
    # Evidence alone gives the level; an example binds types only.
    ("full:id/type", MUST, PUBLISHED),
    ("full:status/enum", MUST, PUBLISHED),
    ("full:spamStatus/enum", MUST, PUBLISHED),
    ("full:createdAt/format", MUST, PUBLISHED),
    ("full:tags[].reference/enum", MUST, DOCS),
    ("full:customer.tagIds/type", SHOULD, CLIENT),
    ("full:intents[].status/enum", SHOULD, CLIENT),
    ("full:intents[].code/type", SHOULD, EXAMPLE),
    ("full:intents[].code/nullability", MAY, EXAMPLE),
    ("full:intents[].code/presence", MAY, EXAMPLE),
    ("full:customer.tags[].color/enum", MAY, EXAMPLE),
    ("full:customer.contracts[].endDate/type", MAY, INFERRED),
    # Presence in full is MUST but for five members.
    ("full:body/presence", MUST, PUBLISHED),
    ("full:template/presence", MUST, PUBLISHED),
    ("full:customer/presence", MUST, PUBLISHED),
    ("full:intents/presence", MUST, PUBLISHED),
    ("full:aiSupportLevel/presence", SHOULD, PUBLISHED),
    ("full:workitem/presence", MAY, PUBLISHED),
    ("full:prevTicketId/presence", MAY, PUBLISHED),
    ("full:nextTicketId/presence", MAY, PUBLISHED),
    ("full:rawData/presence", MAY, PUBLISHED),
    # Presence in compact is SHOULD but for the five of Q15; the six left out are left out by the page.
    ("compact:id/presence", SHOULD, INFERRED),
    ("compact:customer/presence", SHOULD, INFERRED),
    ("compact:aiSupportLevel/presence", SHOULD, INFERRED),
    ("compact:replyRecipients/presence", MAY, INFERRED),
    ("compact:rawData/presence", MAY, INFERRED),
    ("compact:prevTicketId/presence", MAY, INFERRED),
    ("compact:nextTicketId/presence", MAY, INFERRED),
    ("compact:agentSkillsMatch/presence", MAY, INFERRED),
    ("compact:body/absence", MUST, PUBLISHED),
    ("compact:workitem/absence", MUST, PUBLISHED),
    ("compact:intents[].aiAgentId/presence", MUST, PUBLISHED),
    # Nullability that the page states and the world may not keep.
    ("full:customer/nullability", MAY, PUBLISHED),
    ("full:subject/nullability", MAY, PUBLISHED),
    ("full:summary/nullability", MAY, PUBLISHED),
    ("full:prevTicketId/nullability", MAY, PUBLISHED),
    ("full:nextTicketId/nullability", MAY, PUBLISHED),
    ("full:customer.emailMatches/nullability", SHOULD, DOCS),
    ("full:ccEmails/nullability", MUST, PUBLISHED),
    # Single decisions.
    ("full:interface/enum", SHOULD, PUBLISHED),
    ("full:autoExecuteAt/format", MAY, PUBLISHED),
    ("full:from/type", SHOULD, EXAMPLE),
    ("full:to/type", MUST, PUBLISHED),
    ("full:intents[].aiAgentId/presence", SHOULD, EXAMPLE),
    ("full:intents[].confidence/range", SHOULD, DOCS),
    ("search:tickets/presence", MUST, CLIENT),
    ("search:total/presence", SHOULD, CLIENT),
    # Undocumented members are MAY, except where a page names exactly the members there are.
    ("full:/undocumented", MAY, INFERRED),
    ("full:intents[]/undocumented", MAY, INFERRED),
    ("compact:intents[]/undocumented", MUST, PUBLISHED),
    ("compact:customer/undocumented", MUST, DOCS),
    # Rules: confidence lowers, never raises.
    ("full/legitimation-message-belongs-to-partial-levels", MUST, PUBLISHED),
    ("full/unassigned-ticket-has-no-agent", MUST, PUBLISHED),
    ("full/system-ticket-has-no-sender", MUST, PUBLISHED),
    ("full/pending-ticket-is-due", MUST, DOCS),
    ("full/legitimation-names-customer-and-contract", SHOULD, PUBLISHED),
    ("full/scheduled-ticket-is-automated", SHOULD, CLIENT),
    ("full/pending-intent-has-no-outcome", SHOULD, DOCS),
    ("full/only-chat-has-channel-id", MAY, INFERRED),
    ("full/scheduled-ticket-is-fit-for-automation", MAY, CLIENT),
    ("full/assigned-ticket-has-agent", MAY, INFERRED),
    # Relations and behaviours: only the id echo and plain HTTP sense are MUST without a published sentence.
    ("full/tags-are-among-tag-ids", SHOULD, CLIENT),
    ("full/customer-agrees-with-customer-id", MAY, INFERRED),
    ("pair/forms-agree", MAY, INFERRED),
    ("getTicket/answers-with-the-ticket-asked-for", MUST, INFERRED),
    ("getTicket/raw-data-only-on-request", MUST, PUBLISHED),
    ("getTicket/no-server-error", MUST, INFERRED),
    ("getTicket/success-is-json", MUST, DOCS),
    ("getTicket/success-is-well-formed", MUST, INFERRED),
    ("getTicket/credentials-are-required", MUST, PUBLISHED),
    ("getTicket/unknown-ticket-is-refused", MUST, INFERRED),
    ("getTicket/unknown-ticket-is-not-found", SHOULD, INFERRED),
    ("searchTickets/unknown-order-field-is-refused", SHOULD, CLIENT),
    ("searchTickets/errors-say-why", SHOULD, INFERRED),
]  # fmt: skip


@pytest.mark.parametrize(("clause_id", "level", "evidence"), LEVELS, ids=[row[0] for row in LEVELS])
def test_level_and_evidence_are_as_decided(clause_id: str, level: Level, evidence: Evidence) -> None:
    found = contract().clauses[clause_id]
    assert (found.level, found.evidence) == (level, evidence)


def test_presence_in_full_is_binding_but_for_the_five_members_decided() -> None:
    lesser = {
        clause.place: clause.level
        for clause in contract().clauses.values()
        if clause.root == "full"
        and clause.kind is Kind.PRESENCE
        and "." not in clause.place
        and clause.level is not MUST
    }
    assert lesser == {
        "aiSupportLevel": SHOULD, "workitem": MAY, "prevTicketId": MAY, "nextTicketId": MAY, "rawData": MAY
    }  # fmt: skip


def test_a_level_above_what_the_evidence_gives_has_a_reason() -> None:
    weak = (EXAMPLE, INFERRED, CLIENT)
    raised = [c for c in contract().clauses.values() if c.level is MUST and c.evidence in weak]
    assert [clause.id for clause in raised if not clause.why] == []
    assert len(raised) > 3


@pytest.mark.parametrize(
    "absent",
    [
        "full:agent/nullability",
        "full:template/nullability",
        "full:from/nullability",
        "full/spam-status-proves-nothing",
    ],
)
def test_what_is_not_promised_is_no_clause(absent: str) -> None:
    assert absent not in contract().clauses


def test_each_form_has_its_tree_and_names_its_document() -> None:
    assert {name: form.document for name, form in contract().representations.items()} == {
        name: form.document for name, form in contract().forms.items()
    }
    for name, form in contract().representations.items():
        assert {c for node in form.node.walk() for c in node.clauses.values()} <= contract().clauses.keys(), (
            name
        )


def test_every_clause_has_the_words_that_a_reader_needs() -> None:
    for clause in contract().clauses.values():
        assert clause.title, clause.id
        assert not clause.title.endswith("."), clause.id
        assert clause.written.line > 0, clause.id
        assert clause.keeps != clause.breaks, clause.id


# The rules of the API


def holders() -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for clause in contract().clauses.values():
        for rule in clause.rules:
            held.setdefault(rule, set()).add(clause.id)
    return held


@pytest.mark.parametrize("rule", [f"R{number}" for number in range(1, 81)])
def test_each_rule_of_the_api_is_held_by_a_clause_or_said_not_to_be(rule: str) -> None:
    assert (rule in holders()) != (rule in contract().unheld)
    assert len(contract().unheld.get(rule, "a reason of some length")) > 15


def test_no_clause_names_a_rule_that_the_api_does_not_have() -> None:
    known = {f"R{number}" for number in range(1, 81)}
    assert holders().keys() | contract().unheld.keys() == known


@pytest.mark.parametrize(
    ("rule", "clause_id"),
    [
        ("R3", "full/legitimation-message-belongs-to-partial-levels"),
        ("R13", "full:customer.emailMatches/nullability"),
        ("R15", "full:replyRecipients.bcc/presence"),
        ("R20", "full:bccEmails/nullability"),
        ("R45", "full:createdAt/format"),
        ("R59", "full:intents[].confidence/range"),
        ("R68", "full:template/type"),
        ("R71", "compact:bodyClean/absence"),
        ("R72", "compact:customer/undocumented"),
        ("R73", "compact:intents[]/undocumented"),
    ],
)
def test_a_rule_implied_by_a_schema_stands_on_the_clause_that_holds_it(rule: str, clause_id: str) -> None:
    assert clause_id in holders()[rule]
