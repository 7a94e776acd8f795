"""``ticketgate report``: the reports of a stored verdict."""

from pathlib import Path

import click

from ticketgate.cli.given_options import with_options
from ticketgate.cli.output import write_html
from ticketgate.errors import UsageError
from ticketgate.launch.options import HTML
from ticketgate.report.files import refuse_unwritable

__all__ = ["report_stored"]


@click.command("report")
@click.argument("stored", metavar="VERDICT")
@with_options(HTML)
def report_stored(stored: str, html: str | None) -> int:
    """Write reports of a verdict that --json wrote.

    They are those that the run itself would have written; it may be of a former version. No contract is
    needed, and what the verdict says does not change the exit code.
    """
    refuse_unwritable("--html", html)
    if html is None:
        raise UsageError("no report is asked for; name a file with --html")
    from ticketgate.verdict.stored_verdict import stored_verdict  # noqa: PLC0415 - heavy, see the package docstring

    write_html(html, stored_verdict(Path(stored)))
    return 0
