"""``ticketgate report``: the reports of a stored verdict."""

from functools import partial
from pathlib import Path

import click

from ticketgate.cli.given_options import with_options
from ticketgate.cli.report_files import refuse_reports, report_places, write_reports
from ticketgate.cli.report_makers import verdict_as
from ticketgate.errors import UsageError
from ticketgate.launch.options import REPORT_OPTIONS

__all__ = ["report_stored"]


@click.command("report")
@click.argument("stored", metavar="VERDICT")
@with_options(*REPORT_OPTIONS[1:])
def report_stored(stored: str, **values: str | None) -> int:
    """Write reports of a verdict that --json wrote.

    They are those that the run itself would have written; it may be of a former version. No contract is
    needed, and what the verdict says does not change the exit code.
    """
    refuse_reports(values)
    if not report_places(values):
        flags = [option.flag for option in REPORT_OPTIONS[1:]]
        raise UsageError(f"no report is asked for; name a file with {', '.join(flags[:-1])} or {flags[-1]}")
    from ticketgate.verdict.stored_verdict import stored_verdict  # noqa: PLC0415 - heavy, see the package docstring

    write_reports(partial(verdict_as, stored_verdict(Path(stored))), values)
    return 0
