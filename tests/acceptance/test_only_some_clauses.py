"""`--only`: some clauses are asked for and judged, with as few requests as they need, and nothing is said of others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.invoking import ticketgate
from ticketgate.contract.loading import default_contract
from ticketgate.launch.checked_options import MOCK_TOKEN
from ticketgate.mock.faults.finding import chosen
from ticketgate.mock.service.server import MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAULTS = (
    "full:status/enum=case",
    "full:interface/enum=unknown",
    "searchTickets/hits-satisfy-filters=t.status",
)


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    with MockServer(tickets=60, token=MOCK_TOKEN, faults=chosen(default_contract(), FAULTS)) as server:
        yield server.base_url


def judged(*options: str) -> dict[str, Any]:
    verdict: dict[str, Any] = json.loads(
        ticketgate("run", "--mock-tickets", "60", *options, "--json", "-").out
    )
    return verdict


@pytest.mark.parametrize(
    ("pattern", "most"),
    [
        # What a body shows by itself needs the tickets alone.
        ("full:status/*", 70),
        # What rows show needs no ticket in full but the one that a run begins with.
        ("compact:status/*", 10),
        ("getTicket/unknown-ticket-is-not-found", 300),
        ("searchTickets/hits-satisfy-filters", 260),
    ],
)
def test_what_the_clauses_need_is_asked_and_no_more(pattern: str, most: int) -> None:
    verdict = judged("--only", pattern)
    assert verdict["outcome"] == "kept"
    states = {each["id"]: each["state"] for each in verdict["clauses"]}
    assert set(states.values()) == {"kept"}
    assert 0 < verdict["requests"] <= most
    assert any(f"(--only {pattern})" in note for note in verdict["notes"])


def test_only_the_clauses_chosen_are_judged(broken: str, tmp_path: Path) -> None:
    target = ("run", "--mock", "--base-url", broken, "--max-requests", "200")
    done = ticketgate(*target, "--only", "full:status/*", "--json", str(tmp_path / "v.json"))
    verdict = json.loads((tmp_path / "v.json").read_bytes())
    assert done.status == 1
    assert {finding["clause"] for finding in verdict["findings"]} == {"full:status/enum"}
    assert {each["id"].partition("=")[0] for each in verdict["coverage"]["partitions"]} == {"full:status"}
    kept = ticketgate(*target, "--only", "full:channel/*")
    assert (kept.status, "Verdict KEPT: " in kept.out) == (0, True)


def test_what_is_known_of_other_clauses_stays_known(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "known.jsonl"
    target = ("run", "--mock", "--base-url", broken, "--max-requests", "200", "--baseline", str(file))
    assert ticketgate(*target, "--update-baseline").status == 1
    known = file.read_bytes()
    assert b"full:interface/enum" in known
    done = ticketgate(*target, "--only", "full:status/*", "--update-baseline")
    assert done.status == 0
    assert "mended" not in done.out
    assert {line for line in known.splitlines() if b"full:interface/enum" in line} <= {
        *file.read_bytes().splitlines()
    }


def test_a_choice_makes_no_sense_where_nothing_is_judged() -> None:
    done = ticketgate("run", "--only", "full:status/*", "--against", "staging")
    assert done.status == 2
    assert "--only" in done.err
