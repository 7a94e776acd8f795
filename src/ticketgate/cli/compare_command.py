"""``ticketgate compare``: what changed from one verdict to another."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from ticketgate.cli.given_options import with_options
from ticketgate.cli.output import say_beside
from ticketgate.cli.report_files import refuse_reports, report_places, telling_failure, write_reports
from ticketgate.cli.report_makers import comparison_as
from ticketgate.launch.options import FAIL_ON_NEW, JSON, REPORT_OPTIONS

__all__ = ["compare_verdicts"]


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@with_options(FAIL_ON_NEW, replace(JSON, help="Write it as JSON; - is standard output."), *REPORT_OPTIONS[1:])
def compare_verdicts(old: str, new: str, fail_on_new: str | None, **values: str | None) -> int:
    """Compare two verdicts that --json wrote.

    Each is of this or of the former version of ticketgate.

    It tells findings by change, clauses no longer put to the test, partitions that appeared or vanished, and
    how long answers took.
    """
    refuse_reports(values)
    from ticketgate.report.terminal.comparison_report import (  # noqa: PLC0415 - heavy, see the package
        render_comparison,
    )
    from ticketgate.verdict.changes import FailOnNew  # noqa: PLC0415
    from ticketgate.verdict.comparison import compare  # noqa: PLC0415
    from ticketgate.verdict.past_verdict import read_verdict  # noqa: PLC0415

    threshold = FailOnNew.MAY if fail_on_new is None else FailOnNew(fail_on_new)
    with telling_failure(values):
        comparison = compare(read_verdict(Path(old)), read_verdict(Path(new)), threshold)
    write_reports(partial(comparison_as, comparison), values)
    say_beside(report_places(values).values(), partial(render_comparison, comparison))
    return comparison.exit_code
