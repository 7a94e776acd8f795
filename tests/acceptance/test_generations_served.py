"""A mock of an older generation: with its overlay a run finds nothing, without it exactly what drifted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.invoking import ticketgate
from support.samples import SPECS, contract
from ticketgate.contract.loading import load
from ticketgate.mock.faults.adaptation import adaptation
from ticketgate.mock.service.server import MockServer

if TYPE_CHECKING:
    from pathlib import Path

#: What a run finds that knows nothing of the generation; what is left out of rows is left out of tickets, too.
DRIFT = {
    "generation-2": {
        "full:spamStatus/presence", "compact:spamStatus/presence",
        "full:tags[].routingRelevance/presence", "compact:tags[].routingRelevance/presence",
        "full:intents[].infos[].code/presence", "compact:intents[].infos[].code/presence",
        "full:intents[].status/presence", "full:intents[]/undocumented",
    },
}  # fmt: skip
DRIFT["generation-1"] = {
    *DRIFT["generation-2"],
    *(f"{form}:{name}/presence" for form in ("full", "compact") for name in ("direction", "bccEmails", "replyRecipients", "externalTicketId")),
    "full:intents[].outcome.aiAgentId/presence",
}  # fmt: skip


def run(base_url: str, tmp_path: Path, *options: str) -> dict[str, Any]:
    verdict = tmp_path / "verdict.json"
    ticketgate("run", "--mock", "--base-url", base_url, "--json", verdict, *options)
    told: dict[str, Any] = json.loads(verdict.read_bytes())
    return told


@pytest.mark.parametrize("name", DRIFT)
def test_a_run_finds_the_drift_of_a_generation_and_nothing_with_its_overlay(
    name: str, tmp_path: Path
) -> None:
    served = adaptation(contract(), load(SPECS, [name]))
    with MockServer(tickets=60, adaptation=served) as server:
        newest = run(server.base_url, tmp_path)
        adapted = run(server.base_url, tmp_path, "--overlay", name)
    assert {each["clause"] for each in newest["findings"]} == DRIFT[name]
    assert [each["clause"] for each in newest["findings"] if not each["conflicts"]] == []
    assert not newest["unconfirmed"]
    assert (adapted["outcome"], adapted["findings"], adapted["unconfirmed"]) == ("kept", [], [])


def test_what_the_page_promises_without_being_asked_is_served_and_kept(tmp_path: Path) -> None:
    verdict = tmp_path / "verdict.json"
    done = ticketgate("run", "--mock", "--mock-tickets", 60, "--overlay", "undemanded", "--json", verdict)
    told = json.loads(verdict.read_bytes())
    states = {each["id"]: each["state"] for each in told["clauses"]}
    assert (done.status, told["findings"]) == (0, [])
    assert states["full:intents/presence"] == states["full:customer.contracts/presence"] == "kept"


def test_a_mock_that_wants_to_be_asked_does_not_keep_what_the_page_promises(tmp_path: Path) -> None:
    with MockServer(tickets=60) as server:
        told = run(server.base_url, tmp_path, "--overlay", "undemanded")
    assert {"full:intents/presence", "full:customer.contracts/presence"} <= {
        each["clause"] for each in told["findings"]
    }
