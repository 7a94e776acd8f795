"""What a run really sends, seen from the other side of the socket."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from support.invoking import spawn
from support.serving import TOKEN, Served, Tampered, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.run.collect import Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.generated_requests import ask_generated
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send


NOBODYS = "never-issued-by-anyone"


class Listening:
    """An application that keeps what it is sent: the time, the line, the credentials and the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.heard: list[tuple[float, str, bytes | None, bytes | None, bytes]] = []
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        body = bytearray()
        line = f"{scope['method']} {scope['raw_path'].decode()}?{scope['query_string'].decode()}"
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        authorization = headers.get(b"authorization")
        self.heard.append((time.monotonic(), line, authorization, headers.get(b"cookie"), bytes(body)))

        async def again() -> Any:
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, again, send)

    @property
    def sent(self) -> list[tuple[Any, ...]]:
        return [each[1:] for each in self.heard]


def heard_by(tmp_path: Path, seed: int, hash_seed: int) -> list[tuple[Any, ...]]:
    listening = Listening(mock_app(40))
    with Served(listening) as served:
        done = spawn(
            *("run", "--base-url", served.base_url, "--rate", 1000, "--seed", seed, "--max-requests", 120),
            cwd=tmp_path,
            env={"ENNEO_TOKEN": TOKEN, "PYTHONHASHSEED": str(hash_seed)},
        )
    assert done.status == 0, done.out + done.err
    return listening.sent


def test_a_seed_makes_a_run_repeatable_byte_for_byte(tmp_path: Path) -> None:
    # Up to four requests are under way at a time, so that a server hears them in no certain order.
    first = sorted(heard_by(tmp_path, seed=3, hash_seed=1), key=repr)
    assert first == sorted(heard_by(tmp_path, seed=3, hash_seed=2), key=repr)
    other = sorted(heard_by(tmp_path, seed=4, hash_seed=1), key=repr)
    assert first != other
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_sent_that_could_harm() -> None:
    listening = Listening(mock_app(40))
    with Served(listening) as served:
        target = Target.create(served.base_url, Credential(TOKEN, "here"), max_requests=300, is_mock=True)
        with Client(target) as client:
            collected = collect(default_contract(), client, Settings(seed=5))
    assert collected.result.groups == {}
    assert len(listening.heard) == collected.info.requests <= 300
    for _, line, *_ in listening.heard:
        method, _, address = line.partition(" ")
        path, _, query = address.partition("?")
        assert path.startswith("/api/mind/ticket/")
        assert path.count("/") == 4
        said = parse_qsl(query, keep_blank_values=True)
        # A token in the address is ours, which this mock alone gets there, or nobody's.
        pairs = [each for each in said if each not in (("access_token", TOKEN), ("access_token", NOBODYS))]
        if path == "/api/mind/ticket/search":
            assert (method, pairs) == ("POST", [])
        else:
            assert method == "GET"
            assert [value for name, value in pairs if name.casefold() == "viewing"] == ["false"]
        assert "refresh" not in query.casefold()


@pytest.mark.parametrize("is_mock", [False, True])
def test_the_erp_system_of_a_tenant_is_asked_twice_and_no_address_has_its_token(*, is_mock: bool) -> None:
    listening = Listening(mock_app(40))
    with Served(listening) as served:
        target = Target.create(served.base_url, Credential(TOKEN, "here"), rate=1000, is_mock=is_mock)
        with Client(target) as client:
            collected = collect(default_contract(), client, Settings())
    assert collected.result.groups == {}
    reads = [parse_qsl(line.partition("?")[2]) for _, line, *_ in listening.heard if line.startswith("GET")]
    without_cache = sum(("erpCacheOnly", "true") not in pairs for pairs in reads)
    assert without_cache > 8 if is_mock else without_cache == 2
    in_address = sum(each == ("access_token", TOKEN) for pairs in reads for each in pairs)
    assert in_address == int(is_mock)
    assert len(listening.heard) <= 600


def asked_for(budget: int) -> tuple[Collected, int]:
    """Sample and ask generated requests; return what came of it, and how many generated ones were sent."""
    sent: list[int] = []

    with Served(mock_app(40)) as served:
        target = Target.create(served.base_url, Credential(TOKEN, "here"), max_requests=budget, is_mock=True)
        with Client(target) as client:

            def count(*_: object) -> None:
                sent.append(client.sent)

            phases = (sample_tickets, count, ask_generated, count)
            collected = collect(default_contract(), client, Settings(), phases=phases)
    return collected, sent[1] - sent[0]


def test_every_behaviour_is_exercised_and_what_the_budget_cuts_is_said() -> None:
    behaviours = {c.id for c in default_contract().clauses.values() if c.kind == "behaviour"}
    plenty, _ = asked_for(2000)
    assert plenty.result.groups == {}
    assert behaviours <= plenty.result.exercised.keys()
    assert not any("generated requests were sent" in note for note in plenty.info.notes)
    little, some = asked_for(150)
    assert little.result.groups == {}
    assert behaviours <= little.result.exercised.keys()
    # One more is the search that looks for the unknown ids.
    assert any(
        re.fullmatch(rf"{some - 1} of [0-9]+ generated requests were sent\.", note)
        for note in little.info.notes
    )
    # The share of 150, and what those after it are kept: 20 to compare searches with, 7 to confirm.
    assert 42 <= some <= 150 - 27


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_tenant_without_tags_keeps_the_contract(seed: int) -> None:
    """Where no tag is known, none is made up: what a set with null in it is, nothing says."""

    def untag(body: dict[str, Any]) -> None:
        for ticket in body.get("tickets", [body]):
            for holder in (ticket, ticket.get("customer") or {}):
                holder.update({name: [] for name in ("tagIds", "tags") if name in holder})

    listening = Listening(Tampered(mock_app(40), untag))
    with Served(listening) as served:
        target = Target.create(served.base_url, Credential(TOKEN, "here"), max_requests=400, is_mock=True)
        with Client(target) as client:
            result = collect(default_contract(), client, Settings(seed=seed)).result
    assert (result.groups, result.unconfirmed) == ({}, {})
    asked = [json.loads(body)["filters"] for *_, body in listening.heard if b"tt_match" in body]
    operands = [value for filters in asked for each in filters for value in each.get("values", ())]
    assert operands
    assert not [value for value in operands if value in (None, "null")]


def test_the_pace_is_the_one_asked_for() -> None:
    listening = Listening(mock_app(40))
    with Served(listening) as served:
        target = Target.create(
            served.base_url, Credential(TOKEN, "here"), rate=100.0, max_requests=120, is_mock=True
        )
        with Client(target) as client:
            collect(default_contract(), client, Settings())
    moments = sorted(moment for moment, *_ in listening.heard)
    rate = (len(moments) - 1) / (moments[-1] - moments[0])
    assert rate <= 110


@pytest.mark.parametrize("seed", [1, 2])
def test_limits_of_a_run_hold_for_generated_searches_too(seed: int) -> None:
    listening = Listening(mock_app(60))
    with Served(listening) as served:
        target = Target.create(served.base_url, Credential(TOKEN, "here"), max_requests=200, is_mock=True)
        with Client(target) as client:
            settings = Settings(filters=(("t.channel", "email"),), seed=seed)
            collected = collect(default_contract(), client, settings, phases=(sample_tickets, ask_generated))
    assert collected.result.groups == {}
    assert {ticket["channel"] for ticket in collected.tickets} == {"email"}
    limit = {"key": "t.channel", "comparator": "in", "values": ["email"]}
    granted = [json.loads(body) for _, line, auth, _, body in listening.heard if _granted(line, auth, body)]
    assert all(limit in body.get("filters", ()) for body in granted)
    assert len(granted) > 10


def _granted(line: str, authorization: bytes | None, body: bytes) -> bool:
    """Whether it is a search that the mock has no reason to refuse, as far as its filters tell."""
    if not line.startswith("POST") or authorization is None or TOKEN.encode() not in authorization:
        return False
    try:
        said = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and isinstance(said.get("filters", []), list) and said.get("limit") == 1
