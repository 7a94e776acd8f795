"""What a run does when the target gives out, goes on for ever, or says that a ticket it lists is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from support.clients import client_of
from support.samples import contract, example
from support.servers import Server, answer
from ticketgate.errors import BudgetSpent, TargetError
from ticketgate.exchange.answer import weight
from ticketgate.exchange.curl import curl
from ticketgate.exchange.request import get_ticket, search
from ticketgate.run import collection
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from ticketgate.client import Client
    from ticketgate.run.collection import Collection


def of(client: Client) -> Collection:
    return collection.Collection(contract(), client, Settings(), lambda *_: None)


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (429, TargetError, "5 requests were refused with status 429, also after retries; lower --rate"),
        (503, BudgetSpent, "5 requests were refused with status 502, 503 or 504, also after retries"),
    ],
)
def test_a_server_that_goes_on_refusing_is_left_alone(status: int, error: type[Exception], said: str) -> None:
    with Server(answer(b"", status)) as server, client_of(server.base_url, max_requests=0) as client:
        run = of(client)
        for _ in range(4):
            run.ask(get_ticket(17))
        with pytest.raises(error, match=said):
            run.ask(get_ticket(17))
        assert client.sent == 15


@pytest.mark.parametrize("status", [400, 404, 500])
def test_other_refusals_never_end_a_run(status: int) -> None:
    with Server(answer(b"{}", status)) as server, client_of(server.base_url) as client:
        run = of(client)
        for _ in range(6):
            run.ask(get_ticket(17))
    assert run.tally.result().judged["getTicket"] == 6


def test_what_has_no_room_is_judged_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    page = example("search-page")
    size = weight((content := answer(orjson.dumps(page))).partition(b"\r\n\r\n")[2])
    monkeypatch.setattr(collection, "_MOST_KEPT", size // 3)
    with Server(content) as server, client_of(server.base_url) as client:
        run = of(client)
        run.ask(search({}))
    assert run.tally.result().judged["compact"] == len(page["tickets"])
    assert 0 < len(run.rows) < len(page["tickets"])
    assert run.notes == ["Much was read: what came later was judged, but not compared with other answers."]


@pytest.mark.parametrize(
    ("key", "operand", "shown"),
    [
        ("t.id", 371_001, True),
        ("t.id", "371001 words", False),
        ("t.status", "open", True),
        ("t.status", "Words of a tenant", False),
        ("t.status", None, True),
        ("t.createdAt", "2026-01-31 10:00:00", True),
        ("t.createdAt", "-7 DAY", True),
        ("t.createdAt", "31.01.2026, call Erika", False),
        ("t.subchannelId", 7, False),
        ("t.subchannelId", "4915112345", False),
        ("t.subchannelId", 7.5, False),
        ("t.subchannelId", 2**31, True),
        ("t.subchannelId", 0, True),
        ("t.subchannelId", {"x": 7}, False),
    ],
)
def test_an_operand_is_shown_that_tells_nothing_of_the_tenant(key: str, operand: object, shown: bool) -> None:  # noqa: FBT001 - the expectation
    conditions = [{"key": key, "comparator": "in", "values": [operand]}, {"key": key, "value": operand}]
    line = curl(search({"filters": conditions}), "https://HOST/api/mind")  # type: ignore[dict-item]
    assert (f"<value of {key}>" not in line) is shown
