"""Requests that schemathesis derives in a process of its own."""

import os
import signal

import pytest

from ticketgate.contract.loading import default_contract
from ticketgate.errors import TicketgateError
from ticketgate.planning.generated import from_schemas
from ticketgate.planning.generated.from_schemas import Derivation


def test_requests_of_every_operation_are_valid_and_mutated() -> None:
    contract = default_contract()
    cases = Derivation(contract, costly=True).cases
    kinds = {(case.operation.id, case.is_valid) for case in cases}
    assert kinds == {(operation, valid) for operation in contract.operations for valid in (True, False)}
    assert {type(case.body) for case in cases if case.operation.body and case.is_valid} == {dict}
    assert all(case.path.startswith("/") for case in cases if not case.operation.body)


def test_two_processes_derive_the_same() -> None:
    one, other = (Derivation(default_contract(), costly=False).cases for _ in range(2))
    assert one == other


def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_schemas, "_DERIVING", "ticketgate.not_there")
    with pytest.raises(TicketgateError, match=r"No module named ticketgate\.not_there.*pip check"):
        _ = Derivation(default_contract(), costly=False).cases


def test_whoever_does_not_wait_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    popen = from_schemas.subprocess.Popen

    class Noted(popen):  # type: ignore[type-arg, misc, valid-type]
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)
            begun.append(self.pid)

    monkeypatch.setattr(from_schemas.subprocess, "Popen", Noted)
    derivation = Derivation(default_contract(), costly=False)
    os.kill(begun[0], 0)
    del derivation
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], signal.SIGTERM)
