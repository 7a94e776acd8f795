"""Turns the options of a run, which the command line and pytest share, into a client that can be used."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ticketgate.client import Client, Credential, Target, base_url_from, credentials_from
from ticketgate.contract.bundle import bundle
from ticketgate.contract.clauses import Level
from ticketgate.contract.documents import bundled_specs
from ticketgate.contract.loading import default_contract
from ticketgate.contract.model import Contract
from ticketgate.errors import UsageError
from ticketgate.mock.service.server import MockServer
from ticketgate.recording.writing import Recorder
from ticketgate.run.settings import Settings

__all__ = ["Launch", "connect", "launch_of", "mock_target", "recorder_of"]


_MOCK_TOKEN: Final = Credential("mock-token", "the embedded mock")


@dataclass(frozen=True, slots=True)
class Launch:
    """A run as asked for: target None is the embedded mock."""

    target: Target | None
    settings: Settings
    fail_on: Level
    min_coverage: float | None
    waive: Path | None
    record: Path | None
    mock_tickets: int
    budget: Mapping[str, Any]


def launch_of(values: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Launch:
    """Return the run that the option values and the environment ask for.

    Raises UsageError for values that make no sense, alone or together.
    """
    if values["mock"] and values["base_url"]:
        raise UsageError("--mock and --base-url exclude each other; leave one out")
    url = None if values["mock"] else values["base_url"] or base_url_from(environ, default_contract().server)
    limits = {
        "timeout": values["timeout"],
        "rate": values["rate"],
        "max_requests": values["max_requests"],
    }
    target = _target(url, values, limits, environ) if url else None
    if values["mock_tickets"] < 1:
        raise UsageError(f"--mock-tickets {values['mock_tickets']}: give a number above 0")
    return Launch(
        target=target,
        settings=Settings(tuple(values["ticket"]), tuple(map(_filter, values["filter"])), values["seed"]),
        fail_on=_level(values["fail_on"]),
        min_coverage=_percentage(values["min_coverage"]),
        waive=Path(values["waive"]) if values["waive"] else None,
        record=Path(values["record"]) if values["record"] else None,
        mock_tickets=values["mock_tickets"],
        budget=limits,
    )


@contextmanager
def connect(launch: Launch, contract: Contract) -> Iterator[Client]:
    """Yield a client of the target; the embedded mock, when it is the target, lives as long."""
    if launch.target is not None:
        with Client(launch.target) as client:
            yield client
        return
    seed, count = launch.settings.seed, launch.mock_tickets
    openapi = bundle(contract, bundled_specs())
    with (
        MockServer(tickets=count, seed=seed, token=_MOCK_TOKEN.value, openapi=openapi) as server,
        Client(mock_target(server.base_url, launch.budget)) as client,
    ):
        yield client


@contextmanager
def recorder_of(launch: Launch, contract: Contract, client: Client) -> Iterator[Recorder | None]:
    """Yield what writes the recording that was asked for, None if none was; it is whole when this ends."""
    if launch.record is None:
        yield None
        return
    target = client.target
    with Recorder(launch.record, contract, target.base_url, target.max_requests) as recorder:
        yield recorder


def mock_target(base_url: str, budget: Mapping[str, Any]) -> Target:
    """Return the embedded mock at base_url as a target."""
    return Target.create(base_url, _MOCK_TOKEN, **budget)


def _target(
    url: str, values: Mapping[str, Any], limits: Mapping[str, Any], environ: Mapping[str, str]
) -> Target:
    file = Path(values["token_file"]) if values["token_file"] else None
    return Target.create(
        url,
        *credentials_from(environ, default_contract().reading.cookie, file),
        ca_bundle=Path(values["ca_bundle"]) if values["ca_bundle"] else None,
        allow_http=tuple(values["allow_http"]),
        **limits,
    )


def _filter(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not (key and sign and value):
        raise UsageError(f"--filter {text!r}: write it as KEY=VALUE, such as t.channel=email")
    return key, value


def _percentage(value: float | None) -> float | None:
    if value is None or 0 <= value <= 100:  # noqa: PLR2004 - per cent
        return value
    raise UsageError(f"--min-coverage {value:g}: give a percentage from 0 to 100")


def _level(text: str) -> Level:
    try:
        return Level[text.upper()]
    except KeyError:
        raise UsageError(f"--fail-on {text!r}: give must, should or may") from None
