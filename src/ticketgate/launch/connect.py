"""Connects to the target that the options name; the embedded mock is started for it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from ticketgate.client import Client, Credential, Target, served_document
from ticketgate.contract.bundle import bundle
from ticketgate.contract.loading import default_contract, unadapted
from ticketgate.launch.checked_options import MOCK_TOKEN, RunOptions, target_from

__all__ = ["connect", "document_at", "mock_target"]

_TOKEN: Final = Credential(MOCK_TOKEN, "the embedded mock", MOCK_TOKEN)


@contextmanager
def connect(options: RunOptions) -> Iterator[Client]:
    """Yield a client of the target; the embedded mock, when it is the target, lives as long."""
    if options.target is not None:
        with Client(options.target) as client:
            yield client
        return
    with (
        _embedded_mock(options) as base_url,
        Client(mock_target(base_url, options.limits)) as client,
    ):
        yield client


def document_at(url: str, values: Mapping[str, Any]) -> bytes:
    """Return the OpenAPI document that an instance serves at a URL, asked for with the credential named.

    values are those of CONNECTION_OPTIONS. Raises UsageError for what cannot be asked, TargetError for an
    answer that is none.
    """
    contract = default_contract()
    limits = {"timeout": values["timeout"]}
    target = target_from(url, contract, {**values, "mock": False}, limits, os.environ)
    with Client(target) as client:
        return served_document(client, contract.reading.cookie)


def mock_target(base_url: str, limits: Mapping[str, Any]) -> Target:
    """Return the embedded mock at base_url as a target."""
    return Target.create(base_url, _TOKEN, is_mock=True, **limits)


@contextmanager
def _embedded_mock(options: RunOptions) -> Iterator[str]:
    """Yield the base URL of the mock while it serves."""
    # Only a run without a target needs a server and invented people, which take long to import.
    from ticketgate.mock.faults.adaptation import adaptation  # noqa: PLC0415
    from ticketgate.mock.service.server import MockServer  # noqa: PLC0415

    with MockServer(
        tickets=options.mock_tickets,
        seed=options.settings.seed,
        token=_TOKEN.value,
        openapi=bundle(options.contract),
        adaptation=adaptation(unadapted(options.contract), options.contract),
    ) as server:
        yield server.base_url
