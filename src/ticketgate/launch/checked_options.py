"""What the options of a run and the environment ask for together, checked before anything is sent."""

import os
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ticketgate.client import Credential, Target, base_url_from, credentials_from, refuse_limits
from ticketgate.contract.clauses import Level
from ticketgate.contract.loading import contract_at
from ticketgate.contract.model import Contract
from ticketgate.errors import UsageError
from ticketgate.launch.baseline_options import BaselineOptions, baseline_options_from
from ticketgate.launch.chosen_clauses import clauses_like
from ticketgate.launch.filters import filter_from
from ticketgate.report.files import refuse_no_file
from ticketgate.run.settings import Settings

__all__ = ["MOCK_TOKEN", "RunOptions", "run_options_from", "target_from"]

#: The bearer token that a mock accepts unless told otherwise.
MOCK_TOKEN: Final = "mock-token"  # noqa: S105 - it opens nothing but a mock


@dataclass(frozen=True, slots=True)
class RunOptions:
    """A run as it was asked for."""

    #: The API under test; None is the embedded mock.
    target: Target | None
    #: What it is judged by.
    contract: Contract
    #: Which tickets to judge, and the seed of the choices.
    settings: Settings
    #: The lowest level whose breach fails the run.
    fail_on: Level
    #: Percentage of the MUST clauses that have to be put to the test; None asks for none.
    min_coverage: float | None
    #: The files of waivers.
    waive: tuple[Path, ...]
    #: What the verdict is held against.
    baseline: BaselineOptions
    #: Where to write what was sent and answered.
    record: Path | None
    #: Whether --mock was given, so that an instance named elsewhere does not count.
    mock_asked_for: bool
    #: How many tickets the embedded mock holds.
    mock_tickets: int
    #: ``timeout``, ``rate``, ``max_requests`` and ``max_time``, as ``Target.create`` takes them, for the
    #: embedded mock.
    limits: Mapping[str, Any]
    #: What the report says of where the options come from.
    notes: tuple[str, ...] = ()


def run_options_from(
    values: Mapping[str, Any], environ: Mapping[str, str] = os.environ, notes: tuple[str, ...] = ()
) -> RunOptions:
    """Return the run that the values, by the names of OPTIONS, and the environment ask for.

    Raises UsageError for values that make no sense, alone or together, DocumentError for such a contract.
    """
    contract = contract_at(values["contract"], values["overlay"])
    url = values["base_url"] or (None if values["mock"] else base_url_from(environ, contract.server))
    limits = {name: values[name] for name in ("timeout", "rate", "max_requests", "max_time")}
    target = target_from(url, contract, values, limits, environ) if url else None
    if target is None:
        _refuse_credentials(values)
        refuse_limits(**limits)  # the address of the embedded mock is not known before it runs
    filters = tuple(filter_from(contract, text) for text in values["filter"])
    only = clauses_like(contract, values["only"])
    if values["mock_tickets"] < 1:
        raise UsageError(f"--mock-tickets {values['mock_tickets']}: give a number above 0")
    return RunOptions(
        target=target,
        contract=contract,
        settings=Settings(tuple(values["ticket"]), filters, values["seed"], only),
        fail_on=Level[values["fail_on"].upper()],
        min_coverage=_percentage(values["min_coverage"]),
        waive=tuple(map(Path, values["waive"])),
        baseline=baseline_options_from(
            values["baseline"], values["fail_on_new"], update=values["update_baseline"]
        ),
        record=_recording(values["record"]),
        mock_asked_for=values["mock"],
        mock_tickets=values["mock_tickets"],
        limits=limits,
        notes=(*notes, *_on_choice(contract, only, values["only"])),
    )


def _on_choice(contract: Contract, only: AbstractSet[str], patterns: Sequence[str]) -> Iterator[str]:
    """Yield what a report has to say of a choice of clauses."""
    if only:
        chosen = f"{len(only)} of {len(contract.clauses)} clauses"
        yield f"Only {chosen} were asked for and judged (--only {', '.join(patterns)})."


def _refuse_credentials(values: Mapping[str, Any]) -> None:
    """Raise UsageError for a credential: who gives one does not mean the embedded mock."""
    for name in ("token_file", "token_env"):
        if values[name]:
            raise UsageError(
                f"--{name.replace('_', '-')}: the embedded mock takes no credential; name the instance with "
                "--base-url, --environment or ENNEO_INSTANCE, or leave this out"
            )


def target_from(
    url: str,
    contract: Contract,
    values: Mapping[str, Any],
    limits: Mapping[str, Any],
    environ: Mapping[str, str],
) -> Target:
    """Return the target at a URL, with the credentials that options and environment name."""
    token_file, token_env = _path(values["token_file"]), values["token_env"]
    if token_file and token_env:
        raise UsageError("--token-file, --token-env: leave one of them out")
    # A mock gets nothing of what the environment holds for a tenant.
    of_environment = {} if values["mock"] and not token_env else environ
    token, cookie = credentials_from(of_environment, contract.reading.cookie, token_file, token_env)
    if values["mock"] and token is None:
        token = Credential(MOCK_TOKEN, "the command ticketgate mock", MOCK_TOKEN)
    return Target.create(
        url,
        token,
        cookie,
        ca_bundle=_path(values["ca_bundle"]),
        allow_http=tuple(values["allow_http"]),
        is_mock=values["mock"],
        **limits,
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _recording(text: str | None) -> Path | None:
    if text:
        refuse_no_file("--record", text)
    return _path(text)


def _percentage(value: float | None) -> float | None:
    if value is None or 0 <= value <= 100:  # noqa: PLR2004 - per cent
        return value
    raise UsageError(f"--min-coverage {value:g}: give a percentage from 0 to 100")
