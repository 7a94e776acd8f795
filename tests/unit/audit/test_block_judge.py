"""Exchanges one a line: which are judged, by what they asked for, and what nobody can ask again about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.samples import contract, full, row
from support.saved import in_memory
from ticketgate.audit import recognition
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.verdict.decision import State, Verdict

BASE = "https://demo.example/api/mind"
CLOSED = {"filters": [{"key": "t.status", "comparator": "in", "values": ["closed"]}]}


def read(base: str = BASE, ticket: int = 376189, **members: Any) -> Any:
    return {
        "request": {"method": "GET", "url": f"{base}/ticket/{ticket}?includeIntents=true"},
        "response": {"status": 200, "body": {**full(), **members}},
    }


def search(body: Any, *rows: Any) -> Any:
    page = {"tickets": rows, "total": len(rows), "offset": 0, "limit": 100, "success": True}
    return {
        "request": {"method": "POST", "url": f"{BASE}/ticket/search", "body": body},
        "response": {"status": 200, "body": page},
    }


def judged(*lines: Any, form: str | None = None, base_url: str | None = None) -> Verdict:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return judge_saved(contract(), in_memory(("log", text.encode())), form, base_url=base_url)


def found(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.clause.id, each.source) for each in verdict.findings]


def test_an_answer_is_judged_by_what_was_asked_for() -> None:
    verdict = judged(read(), read(ticket=4))
    assert found(verdict) == [("getTicket/answers-with-the-ticket-asked-for", "log:2")]
    assert verdict.judged["full"] == 2


def test_a_refusal_is_judged_as_one() -> None:
    refused = {**read(), "response": {"status": 404, "body": {"success": False, "message": "no"}}}
    verdict = judged(refused)
    assert (verdict.judged, verdict.findings) == ({"getTicket": 1}, ())


def test_what_a_search_should_not_have_found_is_unconfirmed_as_nobody_can_be_asked_again() -> None:
    verdict = judged(search(CLOSED, {**row(), "status": "open"}))
    assert found(verdict) == []
    assert [(each.clause.id, each.source, each.count) for each in verdict.unconfirmed] == [
        ("searchTickets/hits-satisfy-filters", "log:1", 1)
    ]
    states = {each.clause.id: each.state for each in verdict.states}
    assert states["searchTickets/hits-satisfy-filters"] is State.UNDECIDED


OTHER = "https://other.example/api/mind"


@pytest.mark.parametrize(
    ("base_url", "judged_lines", "left_out"),
    [(None, 2, "line 2"), (f"{OTHER}/", 1, "lines 1, 3"), ("https://none.example", 0, "lines 1, 2, 3")],
)
def test_the_api_is_where_most_of_it_is_or_where_it_is_said_to_be(
    base_url: str | None, judged_lines: int, left_out: str
) -> None:
    verdict = judged(read(), read(OTHER), read(), base_url=base_url)
    assert verdict.judged.get("full", 0) == judged_lines
    judged_is = (base_url or BASE).rstrip("/")
    assert verdict.info.notes == (
        (
            f"log: left out {left_out}: to a like path below another base URL; judged is {judged_is}, "
            "and --base-url judges another."
        ),
    )


def test_where_the_beginning_has_no_request_to_the_api_it_is_told_by_its_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognition, "_LOOKED_AT", 10)
    health = {"request": {"method": "GET", "url": "https://demo.example/health"}, "response": {"status": 200}}
    long = {**health, "said": "x" * 300_000}
    verdict = judged(health, long, read(), read("https://demo.example/v0"))
    assert verdict.judged["full"] == 1
    assert verdict.info.notes == (
        "log: left out lines 1, 2: to something else than the ticket API.",
        "log: left out line 4: to a like path below another base URL.",
    )


def test_a_line_of_a_log_that_is_broken_is_no_answer_and_is_left_out() -> None:
    verdict = judged(read(), '{"request": {"me', {**read(), "response": {"status": "x"}})
    assert found(verdict) == []
    assert verdict.info.notes == (
        "log: left out line 2: no JSON.",
        "log: left out line 3: an exchange, but not one as the schema of exchanges has it.",
    )


def test_what_is_said_to_be_a_ticket_is_no_exchange() -> None:
    verdict = judged(read(), form="full")
    assert verdict.judged == {"getTicket": 1, "full": 1}
    assert "full:id/presence" in dict(found(verdict))


def test_har_is_judged_beside_other_sources() -> None:
    entry = {
        "time": 1,
        "request": {"method": "GET", "url": f"{BASE}/ticket/376189"},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"text": json.dumps({**full(), "status": "waiting"})},
        },
    }
    har = json.dumps({"log": {"entries": [entry, {}]}}).encode()
    lines = json.dumps({**full(), "status": "waiting"}).encode()
    verdict = judge_saved(contract(), in_memory(("run.har", har), ("s", lines)))
    (finding,) = verdict.findings
    assert (finding.clause.id, finding.count, verdict.judged["full"]) == ("full:status/enum", 2, 2)
    assert finding.source == "run.har, entry 1"
    assert verdict.info.notes == ("run.har: left out entry 2: not as HAR 1.2 has it.",)


def test_an_exchange_without_its_body_is_left_out_and_what_to_do_is_said() -> None:
    verdict = judged(read(), {**read(), "response": {"status": 200, "headers": {"content-length": "7"}}})
    assert verdict.judged["full"] == 1
    assert verdict.info.notes == (
        (
            "log: left out line 2: without the body, which was not stored; "
            "to have it judged, save it with the bodies of responses."
        ),
    )
