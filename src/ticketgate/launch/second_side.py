"""From the options of two environments to what they answer differently."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from ticketgate.errors import UsageError
from ticketgate.launch.checked_options import RunOptions
from ticketgate.launch.configuration import Configuration
from ticketgate.launch.connect import connect
from ticketgate.run.against import compare_environments
from ticketgate.run.settings import Progress
from ticketgate.verdict.difference_waivers import read_difference_waivers
from ticketgate.verdict.two_environments import EnvironmentsVerdict, accept

__all__ = ["compare_with_second", "refuse_judging_options"]

#: What only judging by the contract has a use for.
_OF_JUDGING: Final = (
    "only",
    "fail_on",
    "min_coverage",
    "record",
    "baseline",
    "update_baseline",
    "fail_on_new",
    "coverage",
    "quiet",
    "sarif",
)


def refuse_judging_options(given: Mapping[str, Any]) -> None:
    """Raise UsageError for an option of the command line that comparing two environments has no use for."""
    for name in _OF_JUDGING:
        if name in given:
            flag = f"--{name.replace('_', '-')}"
            raise UsageError(f"{flag}: is about judging, and --against does not judge; leave it out")


def compare_with_second(
    first: RunOptions,
    second: RunOptions,
    configurations: tuple[Configuration, Configuration],
    progress: Progress | None = None,
) -> EnvironmentsVerdict:
    """Ask both environments the same and say what they answer differently.

    After Ctrl-C it is what was compared until then. Raises TicketgateError where nothing can be compared.
    """
    name = configurations[1].environment or ""
    _refuse_what_cannot_be_compared(first, second, name)
    waivers = read_difference_waivers(first.waive)
    with connect(first) as one, connect(second) as other:
        environments = (configurations[0].environment or "", name)
        verdict = compare_environments(first.contract, (one, other), environments, first.settings, progress)
    notes = dict.fromkeys((*first.notes, *second.notes, *verdict.notes))
    return accept(replace(verdict, notes=tuple(notes)), waivers, datetime.now(UTC).date())


def _refuse_what_cannot_be_compared(first: RunOptions, second: RunOptions, name: str) -> None:
    if second.target is None:
        raise UsageError(f"--against {name}: the environment names no target; give it a base-url")
    if first.target is not None and first.target.base_url == second.target.base_url:
        raise UsageError(
            f"--against {name}: both sides are {second.target.base_url}; choose the other one with "
            "--environment or --base-url"
        )
    if (first.settings.tickets, first.settings.filters) != (second.settings.tickets, second.settings.filters):
        raise UsageError(
            f"--against {name}: the two environments stay within other tickets; give --filter or --ticket on "
            "the command line, for both"
        )
