"""The overlays that come with the contract: each accepts a ticket that the newest contract finds fault with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from support.generations import of_client_notes, of_generation_1, of_generation_2
from support.samples import ASKED_FOR_ALL, BARE, SPECS, answer, contract, full, observe
from ticketgate.contract.loading import load
from ticketgate.contract.overlays import overlay_names
from ticketgate.judging.judge import Judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketgate.contract.model import Contract
    from ticketgate.exchange.answer import Exchange

#: A ticket that each overlay accepts, with the clauses of the newest contract that it breaks.
TICKETS: dict[str, tuple[Callable[[], dict], set[str]]] = {
    "client-notes": (of_client_notes, {"full:status/enum", "full:aiSupportLevel/enum", "full:tags[].visibility/enum"}),
    "generation-2": (
        of_generation_2,
        {
            "full:spamStatus/presence", "full:subject/nullability", "full:tags[].routingRelevance/presence",
            "full:intents[].status/presence", "full:intents[]/undocumented", "full:intents[].infos[].code/presence",
        },
    ),
    "generation-1": (
        of_generation_1,
        {
            "full:direction/presence", "full:bccEmails/presence", "full:replyRecipients/presence",
            "full:externalTicketId/presence", "full:spamStatus/presence", "full:status/enum", "full:interface/enum",
            "full:subject/nullability", "full:customer.contracts[].customerId/type", "full:intents[].contractId/type",
            "full:intents[].status/presence", "full:intents[]/undocumented", "full:intents[].infos[].code/presence",
            "full:intents[].outcome.aiAgentId/presence", "full:intents[].outcome.executedAt/type",
            "full:intents[].outcome/undocumented", "full:tags[].properties/type",
            "full:tags[].routingRelevance/presence", "full:assignedAgents[].isSsoOnly/enum",
            "full:workedOnBy[].isSsoOnly/enum", "full:agent.isSsoOnly/enum",
        },
    ),
}  # fmt: skip


def test_these_overlays_come_along_and_nothing_else() -> None:
    assert overlay_names(SPECS) == sorted({*TICKETS, "undemanded"})


@pytest.mark.parametrize("name", TICKETS)
def test_a_ticket_of_an_overlay_keeps_it_and_breaks_the_newest_contract_where_sources_differ(
    name: str,
) -> None:
    ticket, broken = TICKETS[name]
    adapted = Judge(load(SPECS, [name]))
    assert not adapted.check_ticket("full", ticket(), answer(ASKED_FOR_ALL)).findings
    found = {each.clause for each in observe("full", ticket()).findings}
    assert found == broken
    for clause in found:
        assert [number for number in contract().clauses[clause].conflicts if number.startswith("D")], clause


@pytest.mark.parametrize("name", TICKETS)
def test_each_overlay_still_finds_fault(name: str) -> None:
    judge = Judge(load(SPECS, [name]))
    body = {**TICKETS[name][0](), "status": "undocumented", "autoExecuteAt": None, "priority": 7}
    found = {each.clause for each in judge.check_ticket("full", body, answer(ASKED_FOR_ALL)).findings}
    assert found == {"full:status/enum", "full:priority/enum"}


@pytest.mark.parametrize("name", ["generation-1", "generation-2"])
def test_a_ticket_of_the_newest_generation_lacks_only_the_word_on_how_intents_came_about(name: str) -> None:
    found = Judge(load(SPECS, [name])).check_ticket("full", full(), answer(ASKED_FOR_ALL)).findings
    assert {each.clause for each in found} == {"full:intents[].tags/presence"}


def bare(adapted: Contract) -> Exchange:
    """An answer to a request that asked for neither customer nor intents."""
    return answer(replace(BARE, operation=adapted.reading))


def test_undemanded_wants_customer_and_intents_of_requests_that_did_not_ask() -> None:
    adapted = load(SPECS, ["undemanded"])
    undemanded = Judge(adapted)
    reduced = {name: value for name, value in full().items() if name != "intents"}
    reduced["customer"] = {"tagIds": [], "tags": []}
    assert not observe("full", reduced, BARE).findings
    found = {each.clause for each in undemanded.check_ticket("full", reduced, bare(adapted)).findings}
    assert {"full:intents/presence", "full:customer.contracts/presence"} <= found
    assert "D1" in contract().clauses["full:intents/presence"].conflicts
    assert not undemanded.check_ticket("full", full(), bare(adapted)).findings
    assert not undemanded.check_ticket("full", full(), answer(ASKED_FOR_ALL)).findings


def test_overlays_of_a_generation_go_with_the_side_of_the_page() -> None:
    both = load(SPECS, ["generation-2", "undemanded"])
    assert not Judge(both).check_ticket("full", of_generation_2(), bare(both)).findings
