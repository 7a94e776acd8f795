"""An API that gives the examples of the contract for every id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

EXAMPLES = Path(__file__).resolve().parents[2] / "specs" / "examples"
FULL = json.loads((EXAMPLES / "ticket-full.json").read_bytes())
ROW = json.loads((EXAMPLES / "search-page.json").read_bytes())["tickets"][0]
IDS = (11, 12, 13, 14, 15, 16)


class Api(httpx.BaseTransport):
    """Gives the example for every id, and keeps what was asked; `gone` are found and cannot be read."""

    def __init__(self, gone: tuple[int, ...] = (), answers: int = 10_000) -> None:
        self.read: list[httpx.URL] = []
        self.searches: list[Any] = []
        self._gone = gone
        self._answers = answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if len(self.read) + len(self.searches) >= self._answers:
            raise httpx.ConnectError("scripted")
        if request.method == "POST":
            self.searches.append(request.content)
            try:
                asked = self.searches[-1] = json.loads(request.content)
            except ValueError:
                return answered({"success": False, "message": "no JSON"}, 400)
            return answered({**page_of_examples(asked), "success": True})
        self.read.append(request.url)
        asked_for = request.url.path.rpartition("/")[2]
        ticket = int(asked_for) if asked_for.isdecimal() else None
        if ticket in self._gone or ticket not in IDS:
            return answered({"success": False, "message": "unknown"}, 404)
        body = {**FULL, "id": ticket}
        return answered(body | {"customer": {**body["customer"], "contracts": []}} if ticket > 13 else body)


def answered(body: Any, status: int = 200) -> httpx.Response:
    stream = httpx.ByteStream(json.dumps(body).encode())
    return httpx.Response(status, headers={"Content-Type": "application/json"}, stream=stream)


def page_of_examples(asked: Any) -> dict[str, Any]:
    named = [f["values"] for f in asked.get("filters", ()) if f.get("key") == "t.id" and "values" in f]
    found = [ticket for ticket in reversed(IDS) if all(ticket in values for values in named)]
    start, limit = asked.get("offset", 0), asked.get("limit", 100)
    rows = [{**ROW, "id": ticket} for ticket in found[start : start + limit]]
    return {"tickets": rows, "total": len(found), "offset": start, "limit": limit}
