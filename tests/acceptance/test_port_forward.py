"""A tenant behind a port forward is on loopback as a mock is: what is asked follows from how it was named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from support.serving import TOKEN, mock_app
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.run.collect import collect
from ticketgate.run.settings import Settings
from ticketgate.verdict.decision import decide

#: What every address of a person has, and no other operand.
ADDRESS = "@"


class Overheard(httpx.BaseTransport):
    """Hands on to the mock and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self._mock = InProcess(mock_app(40))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._mock.handle_request(request)

    def close(self) -> None:
        self._mock.close()

    def operands(self) -> list[Any]:
        bodies = [json.loads(each.content) for each in self.asked if _is_json(each.content)]
        return [
            each.get("values", each.get("value"))
            for body in bodies
            if isinstance(body, dict)
            for each in _listed(body.get("filters"))
            if isinstance(each, dict)
        ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("is_mock", [True, False])
def test_people_are_named_and_money_is_spent_on_a_mock_alone(*, is_mock: bool) -> None:
    overheard = Overheard()
    target = Target.create("http://127.0.0.1:8005/api/mind", Credential(TOKEN, "here"), is_mock=is_mock)
    with Client(target, overheard, pause=lambda _: None) as client:
        collected = collect(default_contract(), client, Settings())
    assert decide(default_contract(), collected.result, collected.info, today=date(2026, 1, 1)).findings == ()
    costly = any("contentTranslationLanguage" in each.url.params for each in overheard.asked)
    personal = any(ADDRESS in json.dumps(operand) for operand in overheard.operands())
    assert (costly, personal) == (is_mock, is_mock)
