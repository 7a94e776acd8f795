"""What docs/scale.md says is so: its example, its recipes for logs, its limits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import jq
import pytest

from support.invoking import ticketgate
from support.samples import example, full
from ticketgate.audit.array_items import LONGEST
from ticketgate.audit.ticket_sample import MOST_TICKETS

PAGE: Final = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text("utf-8")
RECIPES: Final = dict(
    zip(("kong", "nginx"), re.findall(r"^```jq\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL), strict=True)
)
URL: Final = "https://demo.example/api/mind/ticket"
FOUND: Final = json.dumps({**full(), "status": "waiting"})
SEARCHED: Final = json.dumps({"limit": example("search-page")["limit"], "filters": []})
LISTED: Final = json.dumps(example("search-page"))
JSON: Final = {"content-type": "application/json"}
#: A read, a search and a request to something else, as each gateway logs them.
LOGS: Final[dict[str, list[Any]]] = {
    "kong": [
        {"request": {"method": method, "url": url, "headers": {}, "size": 1}, "response": {"status": 200, "headers": JSON, "size": 1}, "request_body": sent, "response_body": answered, "latencies": {"request": 5}}
        for method, url, sent, answered in (
            ("GET", f"{URL}/376189", None, FOUND),
            ("POST", f"{URL}/search", SEARCHED, LISTED),
            ("GET", "https://demo.example/health", None, "{}"),
        )
    ],
    "nginx": [
        {"method": method, "url": url, "sent": sent, "status": 200, "type": "application/json", "text": answered}
        for method, url, sent, answered in (
            ("GET", f"{URL}/376189", "", FOUND),
            ("POST", f"{URL}/search", SEARCHED, LISTED),
            ("GET", "https://demo.example/health", "", "{}"),
        )
    ],
}  # fmt: skip


def check(content: str) -> tuple[int, Any]:
    done = ticketgate("check", "-", "--json", "-", stdin=content.encode())
    return done.status, json.loads(done.out)


@pytest.mark.parametrize("gateway", LOGS)
def test_the_recipe_makes_exchanges_of_a_log(gateway: str) -> None:
    made = jq.compile(RECIPES[gateway]).input_values(LOGS[gateway]).all()
    status, verdict = check("".join(json.dumps(line) + "\n" for line in made))
    assert status == 1
    assert [(each["clause"], each["source"]) for each in verdict["findings"]] == [
        ("full:status/enum", "standard input:1")
    ]
    judged = {"getTicket": 1, "full": 1, "searchTickets": 1, "search": 1, "compact": 2, "pair": 1}
    assert verdict["judged"] == judged
    assert verdict["notes"][0] == "standard input: left out line 3: to something else than the ticket API."


def test_the_exchange_shown_is_judged() -> None:
    (line,) = re.findall(r'^\{"request".*$', PAGE, re.MULTILINE)
    _, verdict = check(line)
    assert verdict["judged"] == {"searchTickets": 1, "search": 1}


def test_the_limits_named_are_those_that_hold() -> None:
    assert f"{LONGEST >> 20} MiB" in PAGE
    assert f"Of up to {MOST_TICKETS:,} different tickets" in PAGE
