"""The phase of generated requests: what it looks at before it asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support import serving
from support.clients import TOKEN
from support.example_api import FULL, IDS, ROW, Api, answered
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.loading import default_contract
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.planning.generated import from_schemas
from ticketgate.run.answers import Answers
from ticketgate.run.collect import Collected, collect
from ticketgate.run.phases.data_sampling import sample_tickets
from ticketgate.run.phases.generated_requests import ask_generated
from ticketgate.run.settings import Settings
from ticketgate.verdict.early_end import EarlyEnd

if TYPE_CHECKING:
    import httpx

OWN = Credential(serving.TOKEN, "here")
#: The greatest id that a run sees here, plus a million: a tenant of 1.4 million tickets has it.
FAR = max(IDS) + 1_000_000
UNKNOWN = ("getTicket/unknown-ticket-is-refused", "")
NONE_TOLD = "Of unknown ids only impossible ones were asked for: no search told which others no ticket has."


class WithOneMore(Api):
    """Has a ticket far beyond those of its first page, which a search may find or not."""

    def __init__(self, *, listed: bool) -> None:
        super().__init__()
        self._listed = listed

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(f"/{FAR}"):
            self.read.append(request.url)
            return answered({**FULL, "id": FAR})
        try:
            answer = super().handle_request(request)
        except (ValueError, AttributeError, TypeError):  # what no server can make anything of
            return answered({"success": False, "message": "no search"}, 400)
        if request.method != "POST" or not self._listed or str(FAR).encode() not in request.content:
            return answer
        body = json.loads(answer.read())
        return answered(
            {**body, "tickets": [{**ROW, "id": FAR}, *body["tickets"]], "total": body["total"] + 1}
        )


def run(api: Api, budget: int = 600) -> Collected:
    target = Target.create("http://127.0.0.1:9/api/mind", TOKEN, max_requests=budget)
    with Client(target, api, pause=lambda _: None) as client:
        return collect(default_contract(), client, Settings(), phases=(sample_tickets, ask_generated))


@pytest.mark.parametrize("listed", [True, False])
def test_an_id_is_looked_for_before_it_is_asked_for_as_unknown(listed: bool) -> None:  # noqa: FBT001 - both ways
    api = WithOneMore(listed=listed)
    collected = run(api)
    # A ticket that is there and that no search lists is no ticket made up.
    assert UNKNOWN not in collected.result.groups
    assert collected.result.exercised[UNKNOWN[0]]
    assert any(url.path.endswith(f"/{FAR}") for url in api.read) is not listed
    assert NONE_TOLD not in collected.info.notes


class Heedless(Api):
    """Gives the same page whatever the search asks for."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            try:
                return super().handle_request(request)
            except ValueError:
                return answered({"success": False, "message": "no id"}, 400)
        rows = [{**ROW, "id": ticket} for ticket in IDS]
        return answered({"tickets": rows, "total": len(rows), "offset": 0, "limit": 100, "success": True})


def test_a_search_that_does_not_go_by_ids_tells_of_none_and_that_is_said() -> None:
    api = Heedless()
    collected = run(api)
    assert NONE_TOLD in collected.info.notes
    assert not any(url.path.endswith(f"/{FAR}") for url in api.read)


def sound(budget: int) -> Collected:
    target = Target.create("http://127.0.0.1:9/api/mind", OWN, max_requests=budget, is_mock=True)
    with Client(target, InProcess(serving.mock_app())) as client:
        return collect(default_contract(), client, Settings(), phases=(sample_tickets, ask_generated))


def test_what_is_kept_for_confirming_is_spent_where_nothing_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sound(300).info.requests == 300 - 3
    monkeypatch.setattr(Answers, "in_doubt", True)
    assert sound(300).info.requests == 300 - 5


def test_what_is_open_to_anybody_is_not_said_to_look_at_other_things_before_credentials() -> None:
    first = {f"{operation}/credentials-come-first" for operation in ("getTicket", "searchTickets")}
    assert not first & run(Heedless()).result.exercised.keys()  # it asks nobody for credentials
    collected = sound(200)
    assert first <= collected.result.exercised.keys()
    assert not first & {clause for clause, _ in collected.result.groups}


def test_nothing_is_made_up_that_the_budget_has_no_request_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("requests were made up")

    monkeypatch.setattr("ticketgate.run.phases.generated_requests.plan_cases", refuse)
    assert run(Api(), budget=2).info.requests == 2


def test_what_was_judged_is_kept_where_no_request_can_be_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_schemas, "_DERIVING", "ticketgate.not_there")
    monkeypatch.setattr("ticketgate.planning.generated.cases.derivation", from_schemas.Derivation)
    collected = run(Api())
    assert collected.info.ended is not None
    assert collected.info.ended.reason is EarlyEnd.UNDERIVED
    assert not collected.info.complete
    assert collected.result.judged["full"] == len(IDS)
    assert "schemathesis derived no requests: " in " ".join(collected.info.notes)
