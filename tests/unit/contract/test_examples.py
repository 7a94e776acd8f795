"""The examples beside the contract: two valid ones, and the page's own sample with its contradictions."""

from __future__ import annotations

import jsonschema
import pytest

from support.requests import search
from support.samples import answer, contract, example, full, judge, observe, opinion

#: Each clause that the page's sample breaks, where, and the contradiction (C-number) it is known by.
CONTRADICTIONS = {
    ("full/legitimation-message-belongs-to-partial-levels", "customerLegitimation"): ("C1", "R1"),
    ("full/only-chat-has-channel-id", "channelId"): ("C3", "R23"),
    ("full/unassigned-ticket-has-no-agent", "agent"): ("C4", "R25"),
    ("full/assigned-agents-agree-with-their-ids", "assignedAgents[].id"): ("C5", "R27"),
    ("full/active-agents-agree-with-their-ids", "workedOnBy[].id"): ("C6", "R28"),
    ("full/tags-are-among-tag-ids", "tags[].id"): ("C8", "R32"),
    ("full/customer-agrees-with-customer-id", "customer.id"): ("C9", "R9"),
    ("full/matching-sender-is-on-record", "from"): ("C12", "R12"),
    ("full/deprecated-copies-are-reply-recipients", "ccEmails"): ("C15", "R24"),
    ("full/deprecated-copies-are-reply-recipients", "replyCcEmails"): ("C15", "R24"),
    ("full/deprecated-copies-are-reply-recipients", "bccEmails"): ("C16", "R24"),
    ("full/pending-intent-has-no-outcome", "intents[].outcome"): ("C17", "R56"),
    ("full/outcome-that-closed-the-ticket-left-a-closing-time", "closedAt"): ("C18", "R61"),
    ("full:aiSupportLevel/presence", "aiSupportLevel"): ("C50", None),
    ("full:intents[].aiAgentId/presence", "intents[].aiAgentId"): ("C51", None),
}


def test_the_published_sample_breaks_exactly_the_clauses_of_its_known_contradictions() -> None:
    found = observe("full", example("published-sample")).findings
    assert {finding.identity for finding in found} == CONTRADICTIONS.keys()
    assert len(found) == len(CONTRADICTIONS)


@pytest.mark.parametrize(("identity", "known"), CONTRADICTIONS.items(), ids=lambda part: part[0])
def test_the_clause_of_a_contradiction_holds_the_rule_it_is_about(
    identity: tuple[str, str], known: tuple[str, str | None]
) -> None:
    rule = known[1]
    assert contract().clauses[identity[0]].rules == (
        (rule,) if rule not in (None, "R1") else ("R1", "R3") if rule else ()
    )


def test_both_libraries_see_the_same_contradictions() -> None:
    body = example("published-sample")
    assert not [f for f in opinion().confirmed(observe("full", body), body).findings if f.disputed]


def test_what_the_published_sample_leaves_out_is_undecided_not_kept() -> None:
    observation = observe("full", example("published-sample"))
    # Each of them reads aiSupportLevel or intents[].aiAgentId, which the sample lacks.
    assert observation.undecided == {
        "full/scheduled-ticket-is-automated",
        "full/open-intents-differ",
        "full/outcome-names-the-intents-agent",
    }
    assert not observation.undecided & observation.exercised


def test_the_valid_ticket_has_no_finding_of_any_level() -> None:
    observation = observe("full", full())
    assert observation.findings == ()
    assert observation.undecided == frozenset()
    assert len(observation.exercised) > 400


def test_the_valid_page_and_its_rows_have_no_finding_of_any_level() -> None:
    content = (example("search-page"), answer(search({"limit": 20, "offset": 0})))
    page = content[0]
    observations = [observe("search", page), *(observe("compact", row) for row in page["tickets"])]
    assert len(observations) == 3
    assert [observation.findings for observation in observations] == [()] * 3
    assert not judge().check_pair(full(), page["tickets"][0]).findings


@pytest.mark.parametrize("name", ["error-not-found", "error-unauthorized"])
def test_the_error_bodies_keep_the_error_schema(name: str) -> None:
    schema = contract().documents.contents["schemas/error.yaml"]
    validator = jsonschema.Draft202012Validator(schema)
    body = example(name)
    assert validator.is_valid(body)
    assert not validator.is_valid({**body, "success": True})
