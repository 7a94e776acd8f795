"""A whole number is one however it is written and however long it is: saved, asked for and recorded alike."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from support.samples import contract, full
from support.saved import in_memory
from support.serving import TOKEN, mock_app
from ticketgate.audit.saved_traffic import judge_saved
from ticketgate.client import Client, Credential, Target
from ticketgate.contract.clauses import Level
from ticketgate.mock.service.inprocess import InProcess
from ticketgate.recording.reading import read_recording
from ticketgate.recording.writing import Recorder
from ticketgate.run.collect import collect
from ticketgate.run.recorded_exchanges import judge_recording
from ticketgate.run.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from ticketgate.judging.tally import Result

LINKED: Final = "full/customer-agrees-with-customer-id"
#: In front of a number of the mock, makes one of more than 64 bit.
DIGITS: Final = b"98765432109876543"
#: How ids are written instead: a pattern in an answer, and what takes its place.
WRITINGS: Final = {
    "a customer as 17.0": (rb'("customer":\{"id":)([0-9]+)', rb"\1\2.0"),
    "a customer as 17e0": (rb'("customer":\{"id":)([0-9]+)', rb"\1\2e0"),
    "a customer beyond 64 bit": (
        rb'("customer":\{"id":|"customerId":")([0-9]+)',
        rb"\g<1>" + DIGITS + rb"\2",
    ),
    "tickets as 17.0": (rb'("id":37[0-9]{4})(?=[,}])', rb"\1.0"),
}


class Written(httpx.BaseTransport):
    """The mock, with numbers in its answers written in another way."""

    def __init__(self, writing: str) -> None:
        self._pattern, self._instead = WRITINGS[writing]
        self._mock = InProcess(mock_app(30))
        self.changed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        content = request.read().replace(DIGITS, b"")
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        asked = httpx.Request(request.method, request.url, headers=headers, content=content)
        answer = self._mock.handle_request(asked)
        body, changed = re.subn(self._pattern, self._instead, answer.read())
        self.changed += changed
        kept = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return httpx.Response(answer.status_code, headers=kept, stream=httpx.ByteStream(body))

    def close(self) -> None:
        self._mock.close()


def run(writing: str, file: Path) -> Result:
    """Run, write a recording, and return what was judged."""
    target = Target.create(
        "http://127.0.0.1:9/api/mind", Credential(TOKEN, "here"), max_requests=80, is_mock=True
    )
    transport = Written(writing)
    with (
        Client(target, transport) as client,
        Recorder(file, contract(), target.base_url) as recorder,
    ):
        result = collect(contract(), client, Settings(), recorder=recorder).result
    assert transport.changed > 10
    return result


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_run_and_its_recording_take_it_for_the_number_that_it_is(writing: str, tmp_path: Path) -> None:
    result = run(writing, tmp_path / "run.har")
    recording = read_recording((tmp_path / "run.har").read_bytes(), contract())
    assert recording is not None
    again = judge_recording(contract(), recording, "run.har")
    # Ids of other systems are written as those write them; of the API's own it is told, and of nothing else.
    told = {f"{operation}/whole-numbers-have-no-fraction" for operation in ("getTicket", "searchTickets")}
    assert {clause for clause, _ in result.groups} == (told if writing == "tickets as 17.0" else set())
    assert {clause for clause, _ in again.groups} <= told
    assert result.exercised[LINKED] == again.exercised[LINKED] > 5


@pytest.mark.parametrize(
    ("customer", "linked", "agrees"),
    [
        ("17", "17", True),
        ("17.0", "17", True),
        ("1.7e1", "17", True),
        ("987654321098765432109876543210", "987654321098765432109876543210", True),
        # As floats both would be the same number.
        ("987654321098765432109876543210", "987654321098765432109876543211", False),
        ("18", "17", False),
    ],
)
def test_a_saved_body_is_judged_by_the_number_that_it_is(customer: str, linked: str, *, agrees: bool) -> None:
    ticket = {**full(), "customerId": linked}
    ticket["customer"]["contracts"] = [
        {**each, "customerId": linked} for each in ticket["customer"]["contracts"]
    ]
    ticket["customer"]["id"] = "HERE"
    content = json.dumps(ticket).replace('"HERE"', customer)
    verdict = judge_saved(contract(), in_memory(("ticket.json", content.encode())), fail_on=Level.MAY)
    assert [finding.clause.id for finding in verdict.findings] == ([] if agrees else [LINKED])
